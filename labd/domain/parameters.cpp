#include "labd/domain/parameters.h"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <charconv>

namespace labd::domain {

namespace {

using Members = boost::describe::describe_members<Parameters, boost::describe::mod_any_access>;

/// `entry_backdate_limit` is `entry.backdate_limit` in files.
std::string file_name(std::string_view member) {
    std::string name(member);
    name[name.find('_')] = '.';
    return name;
}

bool parse(std::string_view text, Duration& value) {
    const std::optional<Duration> parsed = parse_duration(text);
    value = parsed.value_or(value);
    return parsed.has_value();
}

bool parse(std::string_view text, std::int64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
}

bool parse(std::string_view text, std::string& value) {
    value = text;
    return true;
}

bool parse(std::string_view text, std::vector<std::string>& value) {
    value.clear();
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        value.emplace_back(text.substr(0, comma));
        text = comma == std::string_view::npos ? "" : text.substr(comma + 1);
    }
    return true;
}

bool parse(std::string_view text, std::vector<Date>& value) {
    std::vector<std::string> parts;
    parse(text, parts);
    value.clear();
    for (const std::string& part : parts) {
        const std::optional<Date> day = parse_date(part);
        if (!day) {
            return false;
        }
        value.push_back(*day);
    }
    return true;
}

std::string format(Duration value) { return format_duration(value); }

std::string format(std::int64_t value) { return std::to_string(value); }

std::string format(const std::string& value) { return value; }

std::string format(const std::vector<std::string>& value) {
    std::string text;
    for (const std::string& part : value) {
        text += text.empty() ? part : "," + part;
    }
    return text;
}

std::string format(const std::vector<Date>& value) {
    std::vector<std::string> parts;
    parts.reserve(value.size());
    for (const Date day : value) {
        parts.push_back(format_date(day));
    }
    return format(parts);
}

}  // namespace

std::optional<ParameterFault> set_parameter(Parameters& parameters, std::string_view name,
                                            std::string_view value) {
    std::optional<ParameterFault> fault = ParameterFault::unknown_name;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        if (file_name(member.name) == name) {
            const bool parsed = parse(value, parameters.*member.pointer);
            fault = parsed ? std::nullopt : std::optional(ParameterFault::bad_value);
        }
    });
    return fault;
}

std::map<std::string, std::string> all_parameters(const Parameters& parameters) {
    std::map<std::string, std::string> all;
    boost::mp11::mp_for_each<Members>(
        [&](auto member) { all[file_name(member.name)] = format(parameters.*member.pointer); });
    return all;
}

}  // namespace labd::domain
