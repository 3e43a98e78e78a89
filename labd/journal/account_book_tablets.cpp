#include <algorithm>

#include "labd/journal/account_book.h"

namespace labd::journal {

using ports::AccountsOutcome;
using ports::Device;
using ports::Pin;

std::vector<Device> AccountBook::devices() const {
    std::vector<Device> devices;
    devices.reserve(rows_.devices.size());
    for (const auto& [name, device] : rows_.devices) {
        devices.push_back(device);
    }
    return devices;
}

const Device* AccountBook::find_device(const ports::Digest& hash) const {
    const auto found = std::ranges::find_if(
        rows_.devices, [&hash](const auto& row) { return row.second.hash == hash; });
    return found == rows_.devices.end() ? nullptr : &found->second;
}

AccountsOutcome AccountBook::add_device(const Device& device) {
    if (const auto ready = prepare_change(); ready != AccountsOutcome::done) {
        return ready;
    }
    const bool exists = rows_.devices.contains(device.name);
    if (exists || rows_.devices.size() >= limits_.devices_max) {
        store_.roll_back();
        return exists ? AccountsOutcome::exists : AccountsOutcome::too_many;
    }
    return change([&] { return store_.insert_device(device); });
}

AccountsOutcome AccountBook::remove_device(std::string_view name) {
    // The name may be one of the rows that are about to be read again.
    const std::string key(name);
    if (const auto ready = prepare_change(); ready != AccountsOutcome::done) {
        return ready;
    }
    if (!rows_.devices.contains(key)) {
        store_.roll_back();
        return AccountsOutcome::unknown;
    }
    return change([&] {
        const int code = end_all_of(
            [&key](const ports::Credential& credential) { return credential.device == key; });
        return code != SQLITE_OK ? code : store_.delete_device(key);
    });
}

const Pin* AccountBook::find_pin(std::string_view user) const {
    const auto found = rows_.pins.find(user);
    return found == rows_.pins.end() ? nullptr : &found->second;
}

AccountsOutcome AccountBook::set_pin(std::string_view user, std::string_view hash, Instant now) {
    const std::string key(user);
    if (const auto ready = prepare_change(); ready != AccountsOutcome::done) {
        return ready;
    }
    if (find_user(key) == nullptr) {
        store_.roll_back();
        return AccountsOutcome::unknown;
    }
    return change([&] { return store_.put_pin(key, {std::string(hash), now, 0}); });
}

AccountsOutcome AccountBook::remove_pin(std::string_view user) {
    const std::string key(user);
    if (const auto ready = prepare_change(); ready != AccountsOutcome::done) {
        return ready;
    }
    if (find_pin(key) == nullptr) {
        store_.roll_back();
        return AccountsOutcome::unknown;
    }
    return change([&] { return store_.delete_pin(key); });
}

AccountsOutcome AccountBook::count_pin_attempt(std::string_view device, std::string_view user,
                                               Instant now) {
    const std::string name(device);
    const std::string key(user);
    if (const auto ready = prepare_change(); ready != AccountsOutcome::done) {
        return ready;
    }
    if (!rows_.devices.contains(name)) {
        store_.roll_back();
        return AccountsOutcome::unknown;
    }
    return change([&] {
        const int code = store_.update_device_used(name, now);
        const Pin* known = find_pin(key);
        if (code != SQLITE_OK || known == nullptr) {
            return code;
        }
        Pin pin = *known;
        ++pin.wrong;
        return store_.put_pin(key, pin);
    });
}

int AccountBook::forget_wrong_pins(std::string_view user) {
    const Pin* known = find_pin(user);
    if (known == nullptr || known->wrong == 0) {
        return SQLITE_OK;
    }
    Pin pin = *known;
    pin.wrong = 0;
    return store_.put_pin(user, pin);
}

}  // namespace labd::journal
