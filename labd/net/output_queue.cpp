#include "labd/net/output_queue.h"

#include <utility>

#include "labd/core/assert.h"

namespace labd::net {
namespace {

// Below this a copy is cheaper than a piece of its own in the system call.
constexpr std::size_t copy_bytes_max = 2 * 1024;

// A rare large batch must not keep its memory for the life of the connection.
constexpr std::size_t kept_text_bytes_max = 64 * 1024;

}  // namespace

std::string& OutputQueue::text() {
    if (filling_.pieces.empty() || filling_.pieces.back().shared) {
        filling_.pieces.push_back({nullptr, filling_.text.size()});
    }
    return filling_.text;
}

void OutputQueue::add_shared(std::shared_ptr<const std::string> bytes) {
    if (bytes->size() <= copy_bytes_max) {
        add(*bytes);
        return;
    }
    filling_.shared_bytes += bytes->size();
    filling_.pieces.push_back({std::move(bytes), filling_.text.size()});
}

std::span<const boost::asio::const_buffer> OutputQueue::begin_batch() {
    LABD_ASSERT(sending_.bytes() == 0);
    std::swap(filling_, sending_);
    buffers_.clear();
    for (std::size_t i = 0; i < sending_.pieces.size(); ++i) {
        const Piece& piece = sending_.pieces[i];
        if (piece.shared) {
            buffers_.emplace_back(piece.shared->data(), piece.shared->size());
            continue;
        }
        const std::size_t end = i + 1 < sending_.pieces.size() ? sending_.pieces[i + 1].text_from
                                                               : sending_.text.size();
        buffers_.emplace_back(sending_.text.data() + piece.text_from, end - piece.text_from);
    }
    return buffers_;
}

void OutputQueue::Batch::clear() {
    text.clear();
    if (text.capacity() > kept_text_bytes_max) {
        text.shrink_to_fit();
    }
    pieces.clear();
    shared_bytes = 0;
}

}  // namespace labd::net
