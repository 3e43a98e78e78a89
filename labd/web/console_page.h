// Serves the web console at / and its files below /assets/. Loop thread only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "labd/web/assets.h"
#include "labd/web/call.h"

namespace labd::web {

class ConsolePage {
public:
    explicit ConsolePage(std::span<const Asset> assets = console_assets());

    /// The page itself, to be asked for anew each time: it names the files that belong together.
    void page(Call call) const;

    /// A file of it, by its name. As its name changes with its contents it is good for ever.
    void file(Call call) const;

private:
    struct File {
        Asset asset;
        std::shared_ptr<const std::string> body;
    };

    static void answer(Call call, const File& file);

    std::vector<File> files_;
};

}  // namespace labd::web
