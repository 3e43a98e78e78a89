#include "labd/kernel/told.h"

#include "labd/rules/voucher.h"

namespace labd::kernel {

namespace {

codec::EventAbout about_sitting(Kernel& kernel, const SittingId& id, Names names) {
    codec::EventAbout about;
    about.with_name = names == Names::told;
    const auto session = kernel.state().sittings.find(id);
    if (session == kernel.state().sittings.end()) {
        return about;
    }
    about.session = session->second;
    const domain::DayLog* log = kernel.load_day(*about.session);
    if (log == nullptr) {
        return about;
    }
    about.date = log->date;
    const auto facts = log->now.sittings.find(id);
    if (facts != log->now.sittings.end()) {
        about.candidate = facts->second.booking.candidate;
        about.name = &facts->second.booking.name;
    }
    return about;
}

/// From the register of all vouchers, which needs no day.
codec::EventAbout about_issued(const domain::State& state, Seq issued) {
    codec::EventAbout about;
    if (const auto voucher = state.vouchers.find(issued); voucher != state.vouchers.end()) {
        about.candidate = voucher->second->candidate;
        about.last_day = rules::last_day_of(state, *voucher->second);
    }
    return about;
}

codec::EventAbout about_voucher(Kernel& kernel, const EntryId& id) {
    codec::EventAbout about;
    const domain::DayLog* log = kernel.load_case(id);
    const domain::IssuedVoucher* voucher = log == nullptr ? nullptr : log->now.find_voucher(id);
    if (voucher != nullptr) {
        about.candidate = voucher->candidate;
        about.last_day = rules::last_day_of(kernel.state(), *voucher);
    }
    return about;
}

struct About {
    Kernel& kernel;
    const domain::Entry& entry;
    Names names;

    codec::EventAbout operator()(const domain::OutcomeAnnounced& told) const {
        return about_sitting(kernel, told.sitting, names);
    }

    codec::EventAbout operator()(const domain::CaseAnnounced& told) const {
        return about_sitting(kernel, told.sitting, names);
    }

    codec::EventAbout operator()(const domain::VoucherIssued&) const {
        return about_issued(kernel.state(), entry.seq);
    }

    codec::EventAbout operator()(const domain::VoucherVoided& voided) const {
        return about_voucher(kernel, voided.voucher);
    }

    template <class Other>
    codec::EventAbout operator()(const Other&) const {
        return {};
    }
};

}  // namespace

boost::json::object event_of(Kernel& kernel, const domain::Entry& entry,
                             const codec::EventSource& source, Names names) {
    const codec::EventAbout about = std::visit(About{kernel, entry, names}, entry.body);
    const domain::State& state = kernel.state();
    const TimeZone zone = state.sites.empty() ? TimeZone() : state.sites.back().site->zone;
    return codec::event_to_json(entry, source, about, zone);
}

}  // namespace labd::kernel
