// Inside net only: the sockets that everything here is made of.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace labd::net {

namespace asio = boost::asio;

// Concretely typed executors: the type-erased one of asio::ip::tcp::socket costs a third of the
// requests a second.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using TlsStream = asio::ssl::stream<Socket>;

}  // namespace labd::net
