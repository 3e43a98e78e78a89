// The sample of training: a site, people who may sign in, and today's exam day with twelve
// candidates. Nothing of it exists in real operation.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "labd/app/configuration.h"
#include "labd/domain/entries.h"
#include "labd/ports/accounts.h"
#include "labd/web/password.h"
#include "labd/web/users.h"

namespace labd::app {

struct SampleUser {
    std::string name;
    std::string display_name;
    std::string password;
    domain::Role role = domain::Role::proctor;
};

/// Everybody who can sign in to the sample.
std::vector<SampleUser> sample_users();

/// Adds those who are not there yet.
web::UserResult<void> add_sample_users(ports::Accounts& accounts, const web::PasswordHasher& hasher,
                                       Instant wall);

/// Who they are, with their passwords.
void list_sample_users(std::ostream& out);

/// The sample site: two rooms, twelve seats and spares, six racks.
domain::SiteConfigured sample_site();

/// What training is served with: the sample site under the policy that labd ships. `webhooks` is a
/// file as `read_training_webhooks` reads it; empty for none.
codec::Decoded<Configuration> training_configuration(const std::filesystem::path& data_directory,
                                                     const std::string& listen,
                                                     const std::filesystem::path& webhooks);

/// The session of a day at 09:00 and its twelve sittings on three tracks.
std::vector<domain::Proposed> sample_day(Date date);

}  // namespace labd::app
