// `labd user …`: accounts on the command line, beside a running daemon or without one.
#include <boost/describe/enum_from_string.hpp>
#include <istream>
#include <ostream>

#include "labd/app/clocks.h"
#include "labd/app/offline.h"
#include "labd/codec/writer.h"
#include "labd/journal/account_book.h"
#include "labd/journal/stored_journal.h"
#include "labd/web/users.h"

namespace labd::app {

namespace {

using Book = std::unique_ptr<journal::AccountBook>;

Book open_book(const UserCommand& command, const Streams& streams) {
    journal::StorageResult<Book> book = journal::AccountBook::open(
        journal::accounts_file(command.data_directory), journal::AccountsUse::command_line, {});
    if (!book) {
        streams.error << "labd user: " << book.error().text << '\n';
        return nullptr;
    }
    return std::move(*book);
}

bool read_roles(const UserCommand& command, std::vector<domain::Role>& roles,
                const Streams& streams) {
    for (const std::string& name : command.roles) {
        domain::Role role{};
        if (!boost::describe::enum_from_string(name.c_str(), role)) {
            streams.error << "labd user: there is no role " << name << '\n';
            return false;
        }
        roles.push_back(role);
    }
    return true;
}

int report(const web::UserFault& fault, const Streams& streams) {
    streams.error << "labd user: " << describe(fault, codec::Language::en) << '\n';
    return fault.kind == web::UserFaultKind::bad_input ? 2 : 1;
}

/// Reads or makes the password; nothing when it is not good enough (already said).
std::optional<web::InitialPassword> choose_password(const UserCommand& command,
                                                    const Streams& streams) {
    std::optional<std::string> given;
    if (command.password_stdin) {
        std::getline(streams.in, given.emplace());
    }
    web::UserResult<web::InitialPassword> password =
        web::initial_password(given, command.name, web::PasswordRule::real);
    if (!password) {
        report(password.error(), streams);
        return std::nullopt;
    }
    return std::move(*password);
}

void tell_password(const web::InitialPassword& password, const Streams& streams) {
    if (password.generated) {
        streams.out << "One-time password (shown once): " << password.text << '\n';
    }
}

}  // namespace

int user_add(const UserCommand& command, const Streams& streams) {
    std::vector<domain::Role> roles;
    const Book book = open_book(command, streams);
    if (!book || !read_roles(command, roles, streams)) {
        return book ? 2 : 1;
    }
    const std::optional<web::InitialPassword> password = choose_password(command, streams);
    if (!password) {
        return 2;
    }
    const web::UserResult<void> done = web::add_user(
        *book, {command.name, command.display_name, roles},
        web::Argon2idHasher().hash(password->text), password->must_change, wall_time());
    if (!done) {
        return report(done.error(), streams);
    }
    tell_password(*password, streams);
    return 0;
}

int user_list(const UserCommand& command, const Streams& streams) {
    const Book book = open_book(command, streams);
    if (!book) {
        return 1;
    }
    for (const ports::User& user : book->users()) {
        streams.out << user.name << '\t';
        for (std::size_t i = 0; i < user.roles.size(); ++i) {
            streams.out << (i == 0 ? "" : ",") << codec::enum_name(user.roles[i]);
        }
        streams.out << '\t' << user.display_name << (user.disabled ? "\tdisabled" : "")
                    << (user.must_change_password ? "\tmust change password" : "") << '\n';
    }
    return 0;
}

int user_set_disabled(const UserCommand& command, bool disabled, const Streams& streams) {
    const Book book = open_book(command, streams);
    if (!book) {
        return 1;
    }
    ports::UserChange change;
    change.disabled = disabled;
    const web::UserResult<void> done = web::change_user(*book, command.name, change);
    return done ? 0 : report(done.error(), streams);
}

int user_reset_password(const UserCommand& command, const Streams& streams) {
    const Book book = open_book(command, streams);
    if (!book) {
        return 1;
    }
    const std::optional<web::InitialPassword> password = choose_password(command, streams);
    if (!password) {
        return 2;
    }
    const web::UserResult<void> done = web::reset_password(
        *book, command.name, web::Argon2idHasher().hash(password->text), wall_time());
    if (!done) {
        return report(done.error(), streams);
    }
    tell_password(*password, streams);
    return 0;
}

int user_token(const UserCommand& command, const Streams& streams) {
    std::vector<domain::Role> roles;
    const Book book = open_book(command, streams);
    if (!book || !read_roles(command, roles, streams) || roles.size() != 1) {
        return book ? 2 : 1;
    }
    const web::UserResult<web::ServiceToken> token =
        web::add_service_token(*book, {command.name, roles.front(), std::nullopt}, wall_time());
    if (!token) {
        return report(token.error(), streams);
    }
    streams.out << "Token (shown once): " << token->secret << '\n';
    return 0;
}

}  // namespace labd::app
