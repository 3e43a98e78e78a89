// The daemon's command line.
#include <CLI/CLI.hpp>
#include <iostream>

#include "labd/app/simulate.h"

int main(int argc, char** argv) {
    CLI::App app{"labd runs a hands-on lab exam day"};
    app.require_subcommand(1);
    labd::app::SimulateOptions simulate_options;
    CLI::App* simulate = app.add_subcommand("simulate", "Run a scenario file through the rules");
    simulate->add_option("FILE", simulate_options.file, "The scenario file")->required();
    simulate->add_flag("--json", simulate_options.json, "One JSON object a step");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return static_cast<int>(labd::app::simulate(simulate_options, std::cout, std::cerr));
}
