#include "labd/app/adoption.h"

#include <utility>

#include "labd/app/sample.h"
#include "labd/codec/writer.h"
#include "labd/domain/parameters.h"

namespace labd::app {

kernel::Request adoption_of(const Configuration& configuration, const domain::State& state,
                            std::optional<Date> sample) {
    kernel::Request request;
    domain::Proposed proposed;
    proposed.by = {"configuration", domain::Role::admin};
    codec::Writer writer;
    const bool same_site =
        !state.sites.empty() &&
        writer.write(state.sites.back().site->configured) == writer.write(configuration.site);
    if (!same_site) {
        proposed.body = configuration.site;
        request.entries.push_back(proposed);
    }
    const std::shared_ptr<const domain::Policy> policy = state.policy_at();
    if (!policy || *policy != configuration.policy) {
        domain::PolicyAdopted adopted;
        adopted.parameters = domain::all_parameters(configuration.policy.parameters);
        adopted.tracks = configuration.policy.tracks;
        proposed.body = std::move(adopted);
        request.entries.push_back(proposed);
    }
    if (sample && state.sessions.empty()) {
        std::vector<domain::Proposed> day = sample_day(*sample);
        for (domain::Proposed& entry : day) {
            request.entries.push_back(std::move(entry));
        }
    }
    return request;
}

}  // namespace labd::app
