// Inside net only: what an EventLoop is made of.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>

#include "labd/net/loop.h"

namespace labd::net {

namespace asio = boost::asio;

struct EventLoop::Impl {
    // One thread runs it; others only post.
    asio::io_context io{1};
    asio::signal_set signals{io};
    std::function<void(int)> signal_handler;

    void wait_for_signal();
};

}  // namespace labd::net
