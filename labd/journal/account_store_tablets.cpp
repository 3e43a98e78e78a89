#include <algorithm>

#include "labd/journal/account_store.h"

namespace labd::journal {
namespace {

ports::Device read_device(const Statement& row) {
    ports::Device device;
    device.name = row.bytes(0);
    std::ranges::copy(row.bytes(1), device.hash.begin());
    device.enrolled_by = row.bytes(2);
    device.enrolled = Instant{row.integer(3)};
    device.last_used = Instant{row.integer(4)};
    return device;
}

}  // namespace

bool AccountStore::prepare_tablets() {
    select_devices_ = connection_.prepare(
        "SELECT name, hash, enrolled_by, enrolled_us, last_used_us FROM device");
    select_pins_ = connection_.prepare("SELECT user_name, hash, set_us, wrong FROM pin");
    insert_device_ = connection_.prepare(
        "INSERT INTO device(name, hash, enrolled_by, enrolled_us, last_used_us)"
        " VALUES(?1, ?2, ?3, ?4, ?5)");
    update_device_used_ =
        connection_.prepare("UPDATE device SET last_used_us = ?2 WHERE name = ?1");
    delete_device_ = connection_.prepare("DELETE FROM device WHERE name = ?1");
    put_pin_ = connection_.prepare(
        "INSERT INTO pin(user_name, hash, set_us, wrong) VALUES(?1, ?2, ?3, ?4)"
        " ON CONFLICT(user_name) DO UPDATE SET hash = ?2, set_us = ?3, wrong = ?4");
    delete_pin_ = connection_.prepare("DELETE FROM pin WHERE user_name = ?1");
    return select_devices_ && select_pins_ && insert_device_ && update_device_used_ &&
           delete_device_ && put_pin_ && delete_pin_;
}

int AccountStore::load_tablets(AccountRows& rows) {
    const ResetAtEnd reset_devices(select_devices_);
    const ResetAtEnd reset_pins(select_pins_);
    int code = select_devices_.step();
    for (; code == SQLITE_ROW; code = select_devices_.step()) {
        ports::Device device = read_device(select_devices_);
        rows.devices.emplace(device.name, std::move(device));
    }
    if (code == SQLITE_DONE) {
        code = select_pins_.step();
    }
    for (; code == SQLITE_ROW; code = select_pins_.step()) {
        ports::Pin pin{std::string(select_pins_.bytes(1)), Instant{select_pins_.integer(2)},
                       static_cast<int>(select_pins_.integer(3))};
        rows.pins.emplace(select_pins_.bytes(0), std::move(pin));
    }
    return code;
}

int AccountStore::insert_device(const ports::Device& device) {
    const std::string_view hash{reinterpret_cast<const char*>(device.hash.data()),
                                device.hash.size()};
    return insert_device_.bind_text(1, device.name)
        .bind_blob(2, hash)
        .bind_text(3, device.enrolled_by)
        .bind(4, device.enrolled.us)
        .bind(5, device.last_used.us)
        .run();
}

int AccountStore::update_device_used(std::string_view name, Instant last_used) {
    return update_device_used_.bind_text(1, name).bind(2, last_used.us).run();
}

int AccountStore::delete_device(std::string_view name) {
    return delete_device_.bind_text(1, name).run();
}

int AccountStore::put_pin(std::string_view user, const ports::Pin& pin) {
    return put_pin_.bind_text(1, user)
        .bind_text(2, pin.hash)
        .bind(3, pin.set.us)
        .bind(4, pin.wrong)
        .run();
}

int AccountStore::delete_pin(std::string_view user) { return delete_pin_.bind_text(1, user).run(); }

}  // namespace labd::journal
