// Inside net only: what waits to be written to one socket. Small pieces are copied together, large
// shared ones are sent from where they are.
#pragma once

#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace labd::net {

/// One batch is filled while the one before it is being written.
class OutputQueue {
public:
    /// Ends of text given by `text()` may be appended to directly, until another call.
    std::string& text();

    void add(std::string_view bytes) { text().append(bytes); }

    void add_shared(std::shared_ptr<const std::string> bytes);

    bool empty() const { return filling_.bytes() == 0; }

    std::size_t bytes() const { return filling_.bytes(); }

    /// Freezes what was added. Valid until the next call.
    std::span<const boost::asio::const_buffer> begin_batch();

    /// Bytes of the batch in progress.
    std::size_t batch_bytes() const { return sending_.bytes(); }

    void end_batch() { sending_.clear(); }

private:
    struct Piece {
        /// Null: the text from `text_from` to the next piece's.
        std::shared_ptr<const std::string> shared;
        std::size_t text_from = 0;
    };

    struct Batch {
        std::string text;
        std::vector<Piece> pieces;
        std::size_t shared_bytes = 0;

        std::size_t bytes() const { return text.size() + shared_bytes; }

        void clear();
    };

    Batch filling_;
    Batch sending_;
    std::vector<boost::asio::const_buffer> buffers_;
};

}  // namespace labd::net
