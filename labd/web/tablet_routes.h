// Routes of shared tablets: enrolling and revoking them, setting a PIN, switching with it, and
// keeping a session there alive by touching the tablet.
#pragma once

#include "labd/web/account_routes.h"

namespace labd::web {

class TabletRoutes {
public:
    TabletRoutes(const Context& context, AccountServices services)
        : context_(context), services_(services) {}

    /// GET `/api/v1/devices`.
    void list(Call call);
    /// POST `/api/v1/devices`: ends the session that it came with.
    void enrol(Call call);
    /// DELETE `/api/v1/devices/{}`.
    void revoke(Call call);
    /// GET `/api/v1/devices/this`: for the lock screen, by the device's cookie alone.
    void read_this(Call call);
    /// POST `/api/v1/sign-in/pin`.
    void sign_in(Call call);
    /// POST `/api/v1/me/pin`.
    void set_pin(Call call);
    /// POST `/api/v1/me/present`: somebody has touched the tablet.
    void note_presence(Call call);
    /// DELETE `/api/v1/users/{}/pin`.
    void remove_pin(Call call);

private:
    const ports::Device* device_of(const net::Request& request) const;
    bool answered_unproven(Call& call, bool browser_only) const;
    void answer_outcome(Call& call, ports::AccountsOutcome outcome, std::string_view kind,
                        std::string_view name) const;

    const Context& context_;
    AccountServices services_;
};

}  // namespace labd::web
