// The one unit that compiles the bodies of Asio's and Beast's functions (BOOST_ASIO_SEPARATE_
// COMPILATION and BOOST_BEAST_SEPARATE_COMPILATION): all others only declare them.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
