#include "labd/codec/scenario.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "labd/codec/booking_json.h"
#include "labd/codec/entry_json.h"
#include "labd/codec/policy_file.h"
#include "labd/domain/parameters.h"
#include "labd/rules/admission.h"

namespace labd::codec {

namespace {

using domain::Proposed;

/// What a step has beside its question.
const std::vector<std::string_view> question_envelope{"at", "ask", "expect"};

/// Roles of the daemon that the scenario format does not have.
constexpr std::array other_roles{domain::Role::admin, domain::Role::auditor, domain::Role::display};

class ScenarioReader {
public:
    Decoded<Scenario> run(std::string_view text) {
        Decoded<json::value> parsed = parse_json(text, {scenario_bytes_max, 32});
        if (!parsed) {
            return parsed.error();
        }
        read(*parsed);
        if (reader_.failed()) {
            return reader_.fault();
        }
        return std::move(scenario_);
    }

private:
    void fail_at(std::string_view place, Message what) {
        reader_.at(place, [&] { reader_.fail(std::move(what)); });
    }

    void read(const json::value& file) {
        prepare_civil_time(file);
        if (!reader_.failed()) {
            reader_.read_struct(file, header_, {"steps"});
        }
        if (!reader_.failed() && header_.format != 1) {
            fail_at("format", {"input.format"});
        }
        if (!reader_.failed()) {
            check_header();
        }
        if (!reader_.failed()) {
            reader_.at("steps", [&] { read_steps(file.at("steps")); });
        }
        if (!reader_.failed()) {
            // Before everything else in the file.
            Instant first = scenario_.zone.day_start(header_.session.date);
            if (!scenario_.steps.empty()) {
                first = std::min(first, scenario_.steps.front().at);
            }
            scenario_.header = entries_of(header_, policy_, first);
        }
    }

    /// The zone and date have to be known before any other member with a time can be read.
    void prepare_civil_time(const json::value& file) {
        const json::object* top = reader_.object(file);
        const json::value* site = top == nullptr ? nullptr : top->if_contains("site");
        const json::value* session = top == nullptr ? nullptr : top->if_contains("session");
        for (const char* name : {"format", "scenario", "site", "rooms", "session", "steps"}) {
            if (top != nullptr && !top->contains(name)) {
                fail_at(name, {"input.missing"});
            }
        }
        if (reader_.failed()) {
            return;
        }
        reader_.at("site", [&] { reader_.read(*site, header_.site); });
        reader_.at("session", [&] { reader_.read(*session, header_.session); });
        if (reader_.failed()) {
            return;
        }
        const std::optional<TimeZone> zone = TimeZone::find(header_.site.time_zone);
        if (!zone) {
            fail_at("site", {"input.no_zone", {{"zone", header_.site.time_zone}}});
            return;
        }
        scenario_.zone = *zone;
        scenario_.session = header_.session.id;
        reader_.civil = CivilDay{&scenario_.zone, header_.session.date};
        header_.site.policy.clear();
    }

    void check_header() {
        policy_ = shipped_policy();
        reader_.at("site", [&] {
            for (const auto& [name, value] : header_.site.policy) {
                const Decoded<void> done = override_parameter(policy_, name, value);
                if (!done) {
                    fail_at("policy/" + done.error().place, done.error().what);
                }
            }
        });
        for (const auto& [id, track] : header_.tracks) {
            policy_.tracks[id] = track;
        }
        std::set<SittingId> ids;
        for (std::size_t i = 0; i < header_.sittings.size(); ++i) {
            const SittingHeader& sitting = header_.sittings[i];
            reader_.at("sittings", [&] {
                if (!ids.insert(sitting.id).second) {
                    fail_at(std::to_string(i), {"input.id_twice", {{"id", sitting.id.value}}});
                }
                if (!policy_.tracks.contains(sitting.track)) {
                    fail_at(std::to_string(i),
                            {"input.no_track", {{"track", sitting.track.value}}});
                }
            });
            tracks_of_[sitting.id] = {sitting.track};
        }
        scenario_.name = header_.scenario;
    }

    void read_steps(const json::value& from) {
        const json::array* steps = from.if_array();
        if (steps == nullptr) {
            reader_.fail({"input.list"});
            return;
        }
        constexpr std::size_t steps_max = 100'000;
        if (steps->size() > steps_max) {
            reader_.fail({"input.too_many"});
            return;
        }
        for (std::size_t i = 0; i < steps->size() && !reader_.failed(); ++i) {
            reader_.at(std::to_string(i), [&] { read_step((*steps)[i]); });
        }
    }

    void read_step(const json::value& from) {
        const json::object* step = reader_.object(from);
        if (step == nullptr) {
            return;
        }
        ScenarioStep read;
        if (const json::value* at = step->if_contains("at")) {
            reader_.at("at", [&] { reader_.read(*at, read.at); });
        } else {
            fail_at("at", {"input.missing"});
        }
        if (!reader_.failed() && !scenario_.steps.empty() && read.at < scenario_.steps.back().at) {
            fail_at("at", {"input.goes_back"});
        }
        if (const json::value* expect = step->if_contains("expect")) {
            if (!expect->is_object()) {
                fail_at("expect", {"input.object"});
            }
            read.expect = *expect;
        }
        const bool enters = step->contains("enter");
        if (enters == step->contains("ask")) {
            reader_.fail({"input.enter_or_ask"});
        }
        if (reader_.failed()) {
            return;
        }
        if (enters) {
            read.what = read_entry(from, *step);
        } else {
            read.what = read_question(from, *step);
        }
        scenario_.steps.push_back(std::move(read));
    }

    Proposed read_entry(const json::value& from, const json::object& step) {
        Proposed proposed = read_proposed(reader_, from, {"at", "by", "expect"});
        proposed.by = {"proctor", domain::Role::proctor};
        if (const json::value* by = step.if_contains("by")) {
            reader_.at("by", [&] { read_actor(*by, proposed.by); });
        }
        if (!reader_.failed()) {
            check_entry(proposed.body);
        }
        return proposed;
    }

    void read_actor(const json::value& from, domain::Actor& actor) {
        const json::object* by = reader_.object(from);
        if (by == nullptr) {
            return;
        }
        for (const auto& member : *by) {
            reader_.at(member.key(), [&] {
                if (member.key() == "name") {
                    reader_.read(member.value(), actor.name);
                } else if (member.key() == "role") {
                    reader_.read(member.value(), actor.role);
                    if (std::ranges::find(other_roles, actor.role) != other_roles.end()) {
                        reader_.fail({"input.enters_nothing"});
                    }
                } else {
                    reader_.fail({"input.unknown"});
                }
            });
        }
    }

    /// What cannot be meant: a sitting that is nowhere, a module that its track lacks.
    void check_entry(const domain::Body& body) {
        std::visit([this](const auto& entry) { check(entry); }, body);
    }

    void check(const domain::SittingBooked& entry) {
        tracks_of_[entry.sitting].insert(entry.track);
    }

    void check(const domain::SittingAmended& entry) {
        if (need_sitting(entry.sitting) && entry.track) {
            tracks_of_[entry.sitting].insert(*entry.track);
        }
    }

    void check(const domain::ResultRecorded& entry) {
        if (need_sitting(entry.sitting)) {
            for (const auto& [module, mark] : entry.modules) {
                need_module(tracks_of_.at(entry.sitting), module, "modules");
            }
        }
    }

    void check(const domain::PolicyAdopted& entry) {
        policy_.tracks.insert(entry.tracks.begin(), entry.tracks.end());
    }

    void check(const domain::EntryCorrected& entry) {
        note_tracks(entry.replacement);
        for (const domain::Correction& other : entry.also) {
            note_tracks(other.replacement);
        }
    }

    template <class Entry>
    void check(const Entry& entry) {
        if constexpr (requires { entry.module; }) {
            if (need_sitting(entry.sitting)) {
                need_module(tracks_of_.at(entry.sitting), entry.module);
            }
        } else if constexpr (requires { static_cast<SittingId>(entry.sitting); }) {
            need_sitting(entry.sitting);
        }
    }

    bool need_sitting(const SittingId& id) {
        const bool known = tracks_of_.contains(id);
        if (!known) {
            fail_at("sitting", {"input.no_sitting", {{"sitting", id.value}}});
        }
        return known;
    }

    /// A booking that a correction puts in another's place may be on another track.
    void note_tracks(const std::optional<domain::Replacement>& replacement) {
        if (!replacement) {
            return;
        }
        if (const auto* booked = std::get_if<domain::SittingBooked>(&replacement->fact)) {
            tracks_of_[booked->sitting].insert(booked->track);
        }
        const auto* amended = std::get_if<domain::SittingAmended>(&replacement->fact);
        if (amended != nullptr && amended->track) {
            tracks_of_[amended->sitting].insert(*amended->track);
        }
    }

    /// A track that is not known is refused where the booking is entered.
    bool may_have(const TrackId& id, const ModuleId& module) const {
        const auto track = policy_.tracks.find(id);
        return track == policy_.tracks.end() ||
               std::ranges::find(track->second.modules, module, &domain::Module::id) !=
                   track->second.modules.end();
    }

    void need_module(const std::set<TrackId>& tracks, const ModuleId& module,
                     std::string_view place = "module") {
        const bool found = std::ranges::any_of(
            tracks, [&](const TrackId& track) { return may_have(track, module); });
        if (!found) {
            fail_at(place, {"input.no_module_in_track",
                            {{"track", tracks.begin()->value}, {"module", module.value}}});
        }
    }

    Question read_question(const json::value& from, const json::object& step) {
        Question question;
        question.session = scenario_.session;
        reader_.at("ask", [&] { reader_.read(step.at("ask"), question.ask); });
        const QuestionSite site{policy_.tracks, header_.site.id};
        if (!reader_.failed() && question.ask == Ask::may_book) {
            question.may_book = read_may_book(reader_, from, site, question_envelope);
            return question;
        }
        if (!reader_.failed() && question.ask == Ask::change_quote) {
            question.booking = read_booking_question(reader_, from, site, question_envelope);
            return question;
        }
        read_day_question(step, question);
        return question;
    }

    void read_day_question(const json::object& step, Question& question) {
        for (const auto& member : step) {
            const std::string_view key = member.key();
            if (key == "sitting" && question.ask != Ask::session) {
                reader_.at("sitting", [&] { reader_.read(member.value(), question.sitting); });
            } else if (key == "session" && is_about_session(question.ask)) {
                reader_.at("session", [&] { reader_.read(member.value(), question.session); });
            } else if (key != "at" && key != "ask" && key != "expect") {
                fail_at(key, {"input.unknown"});
            }
        }
        if (reader_.failed()) {
            return;
        }
        if (!question.sitting.empty()) {
            need_sitting(question.sitting);
        } else if (!is_about_session(question.ask)) {
            fail_at("sitting", {"input.missing"});
        }
        if (question.session != scenario_.session) {
            fail_at("session", {"input.no_session", {{"session", question.session.value}}});
        }
    }

    static bool is_about_session(Ask ask) { return ask == Ask::session || ask == Ask::coverage; }

    Reader reader_;
    ScenarioHeader header_;
    domain::Policy policy_;
    /// Every track that a sitting may be on at some time of the file.
    std::map<SittingId, std::set<TrackId>> tracks_of_;
    Scenario scenario_;
};

}  // namespace

Decoded<Scenario> read_scenario(std::string_view text) { return ScenarioReader().run(text); }

}  // namespace labd::codec
