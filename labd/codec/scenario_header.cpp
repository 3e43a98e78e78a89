#include "labd/codec/scenario_header.h"

#include <algorithm>

#include "labd/domain/day.h"
#include "labd/domain/parameters.h"
#include "labd/rules/admission.h"

namespace labd::codec {

namespace {

using domain::Proposed;

Proposed as_admin(domain::Body body) {
    Proposed proposed;
    proposed.by = {"scenario", domain::Role::admin};
    proposed.body = std::move(body);
    return proposed;
}

domain::CheckinDone checkin(const SittingId& sitting, domain::CheckinStep step) {
    domain::CheckinDone done;
    done.sitting = sitting;
    done.step = step;
    if (step == domain::CheckinStep::identification) {
        domain::Document passport{domain::Text("passport"), true, true, true, true, {}};
        domain::Document second{domain::Text("second document"), true, false, true, true, {}};
        done.documents = {passport, second};
    }
    return done;
}

class HeaderMaker {
public:
    HeaderMaker(const ScenarioHeader& header, const domain::Policy& policy)
        : header_(header), policy_(policy) {}

    std::vector<HeaderEntry> run(Instant at) {
        for (const SittingHeader& sitting : header_.sittings) {
            at = std::min(at, sitting.checked_in.value_or(at));
        }
        domain::SiteConfigured site;
        site.site = header_.site.id;
        site.time_zone = header_.site.time_zone;
        site.country = header_.site.country;
        site.kind = header_.site.kind;
        site.rooms = header_.rooms;
        site.cameras = header_.cameras;
        site.equipment = header_.equipment;
        add(at, as_admin(site), "/site");
        domain::PolicyAdopted adopted;
        adopted.parameters = domain::all_parameters(policy_.parameters);
        adopted.tracks = policy_.tracks;
        add(at, as_admin(adopted), "/tracks");
        Proposed planned =
            as_admin(domain::SessionPlanned{header_.session.date, header_.session.start});
        planned.session = header_.session.id;
        add(at, planned, "/session");
        for (std::size_t i = 0; i < header_.sittings.size(); ++i) {
            make_sitting(at, header_.sittings[i], "/sittings/" + std::to_string(i));
        }
        std::ranges::stable_sort(entries_, {}, &HeaderEntry::at);
        return std::move(entries_);
    }

private:
    void add(Instant at, Proposed proposed, std::string place, bool shorthand = false) {
        entries_.push_back({at, std::move(proposed), std::move(place), shorthand});
    }

    void make_sitting(Instant at, const SittingHeader& from, const std::string& place) {
        domain::SittingBooked booked;
        booked.sitting = from.id;
        booked.candidate = from.candidate;
        booked.name = from.name;
        booked.name_local = from.name_local;
        booked.born = from.born;
        booked.residence = from.residence;
        booked.track = from.track;
        booked.seat = from.seat;
        booked.agreement_signed = from.agreement_signed;
        booked.guardian_consent = from.guardian_consent;
        Proposed proposed = as_admin(booked);
        proposed.session = header_.session.id;
        add(at, proposed, place);
        if (!from.checked_in) {
            return;
        }
        domain::CandidateArrived arrived;
        arrived.sitting = from.id;
        add_checkin(*from.checked_in, arrived, place);
        domain::SiteConfigured configured;
        configured.kind = header_.site.kind;
        domain::Site site;
        site.configured = configured;
        for (const domain::CheckinStep step : rules::required_steps(site)) {
            add_checkin(*from.checked_in, checkin(from.id, step), place);
        }
    }

    void add_checkin(Instant at, domain::Body body, const std::string& place) {
        Proposed proposed;
        proposed.by = {"proctor", domain::Role::proctor};
        proposed.body = std::move(body);
        add(at, std::move(proposed), place, true);
    }

    const ScenarioHeader& header_;
    const domain::Policy& policy_;
    std::vector<HeaderEntry> entries_;
};

}  // namespace

std::vector<HeaderEntry> entries_of(const ScenarioHeader& header, const domain::Policy& policy,
                                    Instant before) {
    return HeaderMaker(header, policy).run(before);
}

}  // namespace labd::codec
