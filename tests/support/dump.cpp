#include "tests/support/dump.h"

#include <algorithm>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <sstream>
#include <type_traits>

namespace labd::test {

namespace {

template <class T>
concept Described =
    std::is_class_v<T> && boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;

template <class T>
concept IsEnum = std::is_enum_v<T>;

/// Writes values of every kind, one overload each.
class Writer {
public:
    void put(Instant value) {
        if (value == rules::forever) {
            out_ << "forever";
            return;
        }
        out_ << format_instant_utc(value);
    }

    void put(Duration value) { out_ << format_seconds(value) << 's'; }

    void put(const Interval& value) {
        out_ << '[';
        put(value.from);
        out_ << ',';
        put(value.to);
        out_ << ')';
    }

    void put(Date value) { out_ << format_date(value); }

    void put(TimeOfDay value) { out_ << format_time_of_day(value); }

    void put(const std::string& value) { out_ << '"' << value << '"'; }

    void put(bool value) { out_ << (value ? "yes" : "no"); }

    template <std::integral T>
    void put(T value) {
        out_ << value;
    }

    template <IsEnum T>
    void put(T value) {
        out_ << static_cast<int>(value);
    }

    template <class Tag>
    void put(const Id<Tag>& value) {
        out_ << value.value;
    }

    /// Members one after another, each with its name.
    class Members {
    public:
        explicit Members(Writer& writer) : writer_(writer) { writer_.out_ << '{'; }

        template <class T>
        Members& operator()(const char* name, const T& value) {
            writer_.out_ << name << '=';
            writer_.put(value);
            writer_.out_ << ' ';
            return *this;
        }

        void end() { writer_.out_ << "}\n"; }

    private:
        Writer& writer_;
    };

    void put(const domain::ResidenceShown& value) {
        put(value.shown);
        put(value.country);
    }

    template <class T>
    void put(const domain::Sealed<T>& value) {
        put(value.value);
        out_ << (value.erased ? " erased" : "");
    }

    template <class T>
    void put(const std::optional<T>& value) {
        if (value) {
            put(*value);
        } else {
            out_ << '-';
        }
    }

    template <class T>
    void put(const std::vector<T>& value) {
        out_ << '[';
        for (const T& one : value) {
            put(one);
            out_ << ',';
        }
        out_ << ']';
    }

    template <class K, class V>
    void put(const std::map<K, V>& value) {
        out_ << '[';
        for (const auto& [key, one] : value) {
            put(key);
            out_ << ':';
            put(one);
            out_ << ',';
        }
        out_ << ']';
    }

    template <Described T>
    void put(const T& value) {
        using All = boost::describe::describe_members<T, boost::describe::mod_any_access>;
        out_ << '{';
        boost::mp11::mp_for_each<All>([&](auto member) {
            out_ << member.name << '=';
            put(value.*member.pointer);
            out_ << ' ';
        });
        out_ << '}';
    }

    template <class... T>
    void put(const std::variant<T...>& value) {
        out_ << value.index() << ':';
        std::visit([this](const auto& one) { this->put(one); }, value);
    }

    void put(const domain::Stamp& s) {
        Members (*this)("id", s.id)("order", s.order)("seq", s.seq)("happened", s.happened)(
            "recorded", s.recorded)("by", s.by)
            .end();
    }

    void put(const domain::Arrival& a) {
        Members (*this)("stamp", a.stamp)("residence_shown", a.residence_shown).end();
    }

    void put(const domain::StepDone& s) {
        Members (*this)("stamp", s.stamp)("step", s.step)("items", s.items).end();
    }

    void put(const domain::StepRefused& s) {
        Members (*this)("stamp", s.stamp)("step", s.step).end();
    }

    void put(const domain::ModuleMark& m) {
        Members (*this)("stamp", m.stamp)("module", m.module).end();
    }

    void put(const domain::Break& b) {
        Members (*this)("started", b.started)("kind", b.kind)("place", b.place)("ended", b.ended)(
            "justified", b.justified)
            .end();
    }

    void put(const domain::SeatMark& m) { Members (*this)("stamp", m.stamp)("seat", m.seat).end(); }

    void put(const domain::EndMark& m) {
        Members (*this)("stamp", m.stamp)("ending", m.ending)("outage", m.outage).end();
    }

    void put(const domain::MaterialsMark& m) {
        Members (*this)("stamp", m.stamp)("items", m.items).end();
    }

    void put(const domain::Announcement& a) {
        Members (*this)("outcome", a.outcome)("since", a.since)("revision", a.revision)("withdrawn",
                                                                                        a.withdrawn)
            .end();
    }

    void put(const domain::Amendment& a) {
        Members (*this)("stamp", a.stamp)("amended", a.amended).end();
    }

    void put(const domain::SittingFacts& f) {
        Members (*this)("session", f.session)("booked", f.booked)("booking", f.booking)(
            "first_booking", f.first_booking)("amendments", f.amendments)("withdrawn", f.withdrawn)(
            "arrivals", f.arrivals)("steps", f.steps)("refused_steps", f.refused_steps)(
            "starts", f.starts)("hand_ins", f.hand_ins)("breaks", f.breaks)("seats", f.seats)(
            "endings", f.endings)("returned", f.returned)("announced", f.announced)
            .end();
    }

    void put(const domain::Estimate& e) {
        Members (*this)("stamp", e.stamp)("resolved_by", e.resolved_by).end();
    }

    void put(const domain::Ruling& r) { Members (*this)("stamp", r.stamp)("cause", r.cause).end(); }

    void put(const domain::Outage& o) {
        Members (*this)("reported", o.reported)("scope", o.scope)("cause", o.cause)(
            "modules", o.modules)("failure", o.failure)("estimates", o.estimates)(
            "rulings", o.rulings)("ended", o.ended)
            .end();
    }

    void put(const domain::EquipmentFailure& f) {
        Members (*this)("failed", f.failed)("item", f.item)("restored", f.restored).end();
    }

    void put(const domain::AlarmMark& m) {
        Members (*this)("stamp", m.stamp)("alarm", m.alarm)("until", m.until).end();
    }

    void put(const domain::DutyMark& m) {
        Members (*this)("stamp", m.stamp)("started", m.started).end();
    }

    void put(const domain::Restart& r) {
        Members (*this)("stamp", r.stamp)("alive_until", r.alive_until).end();
    }

    void put(const domain::ClockStep& s) {
        Members (*this)("stamp", s.stamp)("step", s.step).end();
    }

    void put(const domain::CameraMark& m) {
        Members (*this)("stamp", m.stamp)("camera", m.camera)("state", m.state)("since", m.since)(
            "fault", m.fault)
            .end();
    }

    void put(const domain::CameraRequest& r) {
        Members (*this)("stamp", r.stamp)("camera", r.camera)("how", r.how).end();
    }

    void put(const domain::IncidentAnnouncement& i) {
        Members (*this)("camera", i.camera)("since", i.since)("until", i.until)("seats", i.seats)(
            "sitting", i.sitting)("revision", i.revision)("withdrawn", i.withdrawn)
            .end();
    }

    void put(const domain::Session& s) {
        Members (*this)("planned", s.planned)("date", s.date)("planned_start", s.planned_start)(
            "start", s.start)("closed", s.closed)
            .end();
    }

    void put(const domain::Day& d) {
        Members (*this)("date", d.date)("sessions", d.sessions)("sittings", d.sittings)(
            "outages", d.outages)("failures", d.failures)("alarm_marks", d.alarm_marks)(
            "duties", d.duties)("restarts", d.restarts)("clock_steps", d.clock_steps)(
            "camera_marks", d.camera_marks)("camera_requests", d.camera_requests)(
            "incidents_announced", d.incidents_announced)
            .end();
    }

    void put(const domain::Item& i) {
        Members (*this)("seq", i.seq)("order", i.order)("recorded", i.recorded)(
            "happened", i.happened)("id", i.id)("by", i.by)("session", i.session)("owner", i.owner)(
            "amends", i.amends)
            .end();
        if (i.fact) {
            put(*i.fact);
        }
    }

    void put(const domain::DayLog& l) {
        Members (*this)("date", l.date)("items", l.items)("sittings", l.sittings)(
            "sitting_changed", l.sitting_changed)("shared_changed", l.shared_changed)("now", l.now)
            .end();
        const std::map<EntryId, std::size_t> standing(l.standing.begin(), l.standing.end());
        put(standing);
    }

    void put(const domain::DaySpan& s) { Members (*this)("first", s.first)("last", s.last).end(); }

    void put(const domain::SessionRow& r) {
        Members (*this)("date", r.date)("closed", r.closed).end();
    }

    void put(const Rule& rule) { out_ << rule.id; }

    void put(const Refusal& refusal) {
        put(refusal.rules);
        out_ << refusal.message.key;
    }

    void put(const rules::ModuleRun& m) {
        Members (*this)("id", m.id)("index", m.index)("maximum", m.maximum)("started", m.started)(
            "handed_in", m.handed_in)("limit", m.limit)("end", m.end)("by_time", m.ended_by_time)
            .end();
    }

    void put(const rules::RefusedArrival& r) {
        Members (*this)("at", r.at)("entry", r.entry)("refusal", r.refusal).end();
    }

    void put(const rules::ModuleState& m) {
        Members (*this)("id", m.id)("started_at", m.started_at)("limit_at", m.limit_at)(
            "working", m.working)("remaining", m.remaining)
            .end();
    }

    void put(const rules::ExplainedInterval& i) {
        Members (*this)("from", i.from)("to", i.to)("what", i.what)("module", i.module)(
            "rules", i.rules)("entries", i.entries)
            .end();
    }

    std::string text() const { return out_.str(); }

private:
    std::ostringstream out_;
};

using Members = Writer::Members;

std::string break_id(const rules::SittingState& state) {
    return state.on_break == nullptr ? "" : state.on_break->started.id.value;
}

}  // namespace

std::string dump(const domain::State& s) {
    Writer out;
    const std::map<SessionId, domain::SessionRow> sessions(s.sessions.begin(), s.sessions.end());
    const std::map<SittingId, SessionId> sittings(s.sittings.begin(), s.sittings.end());
    const std::map<EntryId, Date> cases(s.cases.begin(), s.cases.end());
    const std::map<std::string, EntryId> codes(s.codes.begin(), s.codes.end());
    Members(out)("size", s.size)("last_recorded", s.last_recorded)("days", s.days)(
        "spans", s.spans)("sessions", sessions)("sittings", sittings)("cases", cases)("codes",
                                                                                      codes)
        .end();
    for (const domain::SiteVersion& site : s.sites) {
        Members(out)("seq", site.seq)("from", site.from)("site", site.site->configured).end();
    }
    for (const domain::PolicyVersion& policy : s.policies) {
        Members(out)("seq", policy.seq)("parameters", policy.policy->parameters)(
            "tracks", policy.policy->tracks)
            .end();
    }
    return out.text();
}

std::string dump(const domain::Day& day) {
    Writer out;
    out.put(day);
    return out.text();
}

std::string dump(const rules::SittingState& s) {
    Writer out;
    Members(out)("steady", dump_steady(s))("lost", s.lost)("module", s.module)("rules", s.rules)
        .end();
    return out.text();
}

std::string dump(const rules::Timeline& l) {
    Writer out;
    Members(out)("start", l.start)("nominal_end", l.nominal_end)(
        "refused_arrivals", l.refused_arrivals)("arrived", l.arrived)("required", l.required)(
        "checked_in_at", l.checked_in_at)("ready", l.ready)("lost", l.lost)(
        "scheduled_breaks", l.scheduled_breaks)("rest_breaks", l.rest_breaks)("modules", l.modules)(
        "limit", l.limit)("end", l.end)("ended_as", l.ended_as)("end_rules", l.end_rules)(
        "end_entry", l.end_entry)
        .end();
    return out.text();
}

std::string dump(const rules::Explanation& e) {
    Writer out;
    Members(out)("intervals", e.intervals)("start", e.start)("exam", e.exam)(
        "scheduled_breaks", e.scheduled_breaks)("accommodation", e.accommodation)(
        "rest_breaks", e.rest_breaks)("lost", e.lost)("state", dump(e.state))("rules", e.rules)
        .end();
    return out.text();
}

std::string dump(const std::vector<rules::Alarm>& alarms) {
    Writer out;
    for (const rules::Alarm& a : alarms) {
        Members(out)("key", a.key)("since", a.since)("priority", a.priority)("text", a.text.key)(
            "acknowledged_by", a.acknowledged_by)("acknowledged_at", a.acknowledged_at)(
            "shelved_until", a.shelved_until)
            .end();
    }
    return out.text();
}

std::string dump(const Rules& rules) {
    Writer out;
    out.put(rules);
    return out.text();
}

std::string dump_steady(const rules::SittingState& s) {
    Writer out;
    std::vector<EntryId> cancel = s.cancel_required_by;
    std::ranges::sort(cancel);
    Members members(out);
    members("phase", std::string(boost::describe::enum_to_string(s.phase, "")))(
        "clock", std::string(boost::describe::enum_to_string(s.clock, "")))("ended_as", s.ended_as)(
        "ended_at", s.ended_at)("on_break", break_id(s))("cancel", cancel)(
        "next_module", s.next_module)("ends_at", s.ends_at)("missing", s.missing_steps)(
        "seat", s.seat == nullptr ? SeatId() : *s.seat);
    if (s.module) {
        members("module", s.module->id)("started_at", s.module->started_at)("limit_at",
                                                                            s.module->limit_at);
    }
    members.end();
    return out.text();
}

std::string dump_steady(const std::vector<rules::Alarm>& alarms) {
    Writer out;
    for (const rules::Alarm& a : alarms) {
        Members(out)("key", a.key)("since", a.since)("priority", a.priority)("text", a.text.key)(
            "acknowledged_by", a.acknowledged_by)("shelved_until", a.shelved_until)
            .end();
    }
    return out.text();
}

std::string dump_clock(const rules::Timeline& l) {
    Writer out;
    Members members(out);
    members("start", l.start)("nominal_end", l.nominal_end)("ready", l.ready)("lost", l.lost)(
        "scheduled_breaks", l.scheduled_breaks)("rest_breaks", l.rest_breaks)("limit", l.limit)(
        "end", l.end)("ended_as", l.end == rules::forever ? -1 : static_cast<int>(l.ended_as));
    for (const rules::ModuleRun& m : l.modules) {
        members("module", m.id)("from", m.started.happened)("limit", m.limit)("to", m.end);
    }
    members.end();
    return out.text();
}

}  // namespace labd::test
