#include "labd/camera/footage/job.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "labd/camera/footage/clip_writer.h"
#include "labd/camera/footage/plan.h"
#include "labd/camera/footage/stored_file.h"
#include "labd/camera/recordings/manifest_store.h"
#include "labd/camera/recordings/segment_folder.h"
#include "labd/ports/head.h"

namespace labd::camera {

namespace {

using camera_link::FootageAnswer;
using camera_link::FootageJob;
using camera_link::FootagePart;
using ports::RecordedSegment;

/// How long after its time a file may still be closed.
constexpr Duration closing = seconds(10);

/// A folder with what it holds of the camera around the interval.
struct Archive {
    SegmentFolder folder;
    std::vector<RecordedSegment> segments;
    Plan plan;
};

/// How much of the interval a plan has clips of.
Duration covered(const Plan& plan) {
    Duration sum;
    for (const PlannedPart& part : plan.parts) {
        sum += part.segments.empty() ? Duration{} : part.when.length();
    }
    return sum;
}

/// An open recording with what its entry will say.
struct OpenSource {
    OpenFile file;
    domain::FootageSource told;
};

class Job {
public:
    Job(const FootageJob& job, const FootageRun& run) : job_(job), run_(run), began_(run.now()) {}

    FootageAnswer run() {
        std::optional<Archive> archive = best_archive();
        if (!archive) {
            answer_.trouble = job_.recordings ? "folder_unreadable" : "no_source";
            return answer_;
        }
        read_manifests();
        for (const PlannedPart& part : archive->plan.parts) {
            const bool is_gap = part.segments.empty();
            // A gap of the copies says nothing while the recorder cannot be asked.
            if (is_gap && recorder_failed_) {
                answer_.trouble = "folder_unreadable";
                return answer_;
            }
            // A part may need one more before it, for what cannot be shown.
            const bool is_full = answer_.parts.size() + 2 > camera_link::footage_parts_max;
            if (is_full || run_.now() - began_ > job_.work_max) {
                return answer_;
            }
            if (is_gap) {
                answer_.parts.push_back(gap(part.when, part.fault));
            } else if (!(job_.keeps ? keep(*archive, part) : cut(*archive, part))) {
                return answer_;
            }
        }
        answer_.trouble = archive->plan.still_written ? "still_written" : "";
        return answer_;
    }

private:
    static FootagePart gap(Interval when, const std::string& fault) {
        FootagePart part;
        part.from = when.from;
        part.to = when.to;
        part.fault = fault;
        return part;
    }

    bool fail(const std::string& trouble) {
        answer_.trouble = trouble;
        return false;
    }

    std::optional<Archive> open_archive(const std::string& path) const {
        const camera_link::Recordings from = job_.recordings.value_or(camera_link::Recordings{});
        const std::optional<TimeZone> zone = TimeZone::find(from.zone);
        if (!zone) {
            return std::nullopt;
        }
        SegmentFolderSettings settings;
        settings.path = path;
        settings.pattern = from.pattern;
        settings.zone = *zone;
        settings.only_camera = CameraId(job_.camera);
        Result<SegmentFolder> folder = SegmentFolder::open(std::move(settings), run_.now);
        if (!folder) {
            return std::nullopt;
        }
        const Interval wanted{job_.from, job_.to};
        Result<ports::RecordingList> list = folder->list(CameraId(job_.camera), wanted);
        if (!list) {
            return std::nullopt;
        }
        for (RecordedSegment& segment : list->segments) {
            if (std::ranges::find(job_.skip, segment.file) != job_.skip.end()) {
                segment.state = ports::SegmentState::unreadable;
            }
        }
        PlanLimits limits;
        limits.part_max = job_.part_max;
        limits.segments_max = camera_link::footage_sources_max;
        limits.parts_max = camera_link::footage_parts_max;
        limits.settled = from.segment + closing;
        Plan plan = plan_parts(list->segments, wanted, run_.now(), limits);
        return Archive{std::move(*folder), std::move(list->segments), std::move(plan)};
    }

    /// The recorder's own, or what was copied of it when that holds more.
    std::optional<Archive> best_archive() {
        std::optional<Archive> best;
        if (job_.recordings) {
            best = open_archive(job_.recordings->folder);
            recorder_failed_ = !best;
        }
        for (const std::string& folder : job_.held) {
            std::optional<Archive> held = open_archive(folder);
            if (held && (!best || covered(held->plan) > covered(best->plan))) {
                best = std::move(held);
            }
        }
        return best;
    }

    void read_manifests() {
        if (job_.manifests.empty()) {
            return;
        }
        const Interval spans{manifest_start(job_.from) - manifest_span,
                             manifest_start(job_.to) + manifest_span};
        const auto kept = ManifestStore(job_.manifests).read(CameraId(job_.camera), spans);
        if (!kept) {
            return;
        }
        for (const Manifest& manifest : kept->manifests) {
            for (const ManifestLine& line : manifest.lines) {
                noted_[line.file] = line.digest;
            }
        }
    }

    std::optional<OpenSource> open_source(const Archive& archive, const RecordedSegment& segment) {
        run_.reading(segment.file);
        OpenSource source{archive.folder.folder().open_file(segment.file), {}};
        const std::optional<Digest> digest =
            source.file ? digest_of_file(source.file.descriptor()) : std::nullopt;
        if (!digest) {
            return std::nullopt;
        }
        source.told.name = segment.file;
        source.told.sha256 = ports::format_digest(*digest);
        source.told.bytes = static_cast<std::int64_t>(segment.bytes);
        source.told.from = segment.start;
        source.told.to = segment.end();
        source.told.uncertainty = segment.uncertainty;
        if (const auto noted = noted_.find(segment.file); noted != noted_.end()) {
            source.told.as_digested = noted->second == *digest;
        }
        return source;
    }

    /// Whether the sources are what they were when their digests were taken.
    static bool are_unchanged(const std::vector<OpenSource>& sources) {
        return std::ranges::all_of(sources, [](const OpenSource& source) {
            const std::optional<Digest> digest = digest_of_file(source.file.descriptor());
            return digest && ports::format_digest(*digest) == source.told.sha256;
        });
    }

    std::optional<std::vector<OpenSource>> open_sources(const Archive& archive,
                                                        const PlannedPart& part) {
        std::vector<OpenSource> sources;
        std::int64_t bytes = 0;
        for (const std::size_t index : part.segments) {
            bytes += static_cast<std::int64_t>(archive.segments[index].bytes);
        }
        const std::int64_t needed = job_.keeps ? bytes : std::min(bytes, job_.part_bytes_max);
        if (!make_private_folder(job_.target) || room_at(job_.target) < needed + job_.room_left) {
            fail("no_room");
            return std::nullopt;
        }
        sources.reserve(part.segments.size());
        for (const std::size_t index : part.segments) {
            std::optional<OpenSource> source = open_source(archive, archive.segments[index]);
            if (!source) {
                fail("changing");
                return std::nullopt;
            }
            sources.push_back(std::move(*source));
        }
        return sources;
    }

    bool keep(const Archive& archive, const PlannedPart& planned) {
        std::optional<std::vector<OpenSource>> sources = open_sources(archive, planned);
        if (!sources) {
            return false;
        }
        FootagePart part = gap(planned.when, "");
        for (OpenSource& source : *sources) {
            const std::string path = job_.target + '/' + source.told.name;
            const std::string folder = std::filesystem::path(path).parent_path().string();
            const std::optional<Digest> copied = make_private_folder(folder)
                                                     ? copy_durably(source.file.descriptor(), path)
                                                     : std::nullopt;
            if (!copied) {
                return fail("no_room");
            }
            if (ports::format_digest(*copied) != source.told.sha256) {
                return fail("changing");
            }
            part.bytes += source.told.bytes;
            part.sources.push_back(std::move(source.told));
        }
        answer_.parts.push_back(std::move(part));
        return true;
    }

    static std::vector<ClipSource> clip_sources(const Archive& archive, const PlannedPart& planned,
                                                const std::vector<OpenSource>& opened) {
        std::vector<ClipSource> sources;
        sources.reserve(opened.size());
        for (std::size_t i = 0; i < opened.size(); ++i) {
            const RecordedSegment& segment = archive.segments[planned.segments[i]];
            ClipSource source;
            source.file = opened[i].file.descriptor();
            if (i == 0) {
                source.from = media_offset(segment, planned.when.from);
                for (const ports::MediaSpan& hole : segment.holes) {
                    source.not_before = hole.to <= source.from
                                            ? std::max(source.not_before, hole.to)
                                            : source.not_before;
                }
            }
            if (planned.when.to < segment.end()) {
                source.to = media_offset(segment, planned.when.to);
            }
            sources.push_back(source);
        }
        return sources;
    }

    bool cut(const Archive& archive, const PlannedPart& planned) {
        std::optional<std::vector<OpenSource>> opened = open_sources(archive, planned);
        if (!opened) {
            return false;
        }
        const std::string draft = job_.target + "/clip.new";
        create_private(draft);
        const WrittenClip written = write_clip(clip_sources(archive, planned, *opened), draft,
                                               {job_.part_bytes_max, job_.work_max});
        const RecordedSegment& first = archive.segments[planned.segments.front()];
        const Instant begins = instant_of(first, written.begins);
        Instant end = planned.when.to;
        if (written.ended_in) {
            const RecordedSegment& last = archive.segments[planned.segments[*written.ended_in]];
            end = std::min(end, instant_of(last, written.ended_at));
            opened->resize(*written.ended_in + (written.ended_at > Duration{} ? 1 : 0));
        }
        const Instant from = std::max(planned.when.from, begins);
        if (!written.problem.empty() || end <= from) {
            ::unlink(draft.c_str());
            return written.is_disk_at_fault ? fail("no_room") : skip(first, planned);
        }
        if (!are_unchanged(*opened)) {
            ::unlink(draft.c_str());
            return fail("changing");
        }
        if (planned.when.from < begins) {
            answer_.parts.push_back(gap({planned.when.from, begins}, "unreadable"));
        }
        FootagePart part = gap({from, end}, "");
        part.starts = begins;
        part.sources.reserve(opened->size());
        for (OpenSource& source : *opened) {
            part.sources.push_back(std::move(source.told));
        }
        return store(draft, std::move(part)) && end == planned.when.to;
    }

    /// Nothing can be made of the first of the recordings; the others get another job.
    bool skip(const RecordedSegment& first, const PlannedPart& planned) {
        answer_.parts.push_back(
            gap({planned.when.from, std::min(planned.when.to, first.end())}, "unreadable"));
        return false;
    }

    bool store(const std::string& draft, FootagePart part) {
        const OpenFile file(::open(draft.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
        const std::optional<Digest> digest = file && ::fsync(file.descriptor()) == 0
                                                 ? digest_of_file(file.descriptor())
                                                 : std::nullopt;
        if (digest) {
            part.sha256 = ports::format_digest(*digest);
            part.bytes = ::lseek(file.descriptor(), 0, SEEK_END);
        }
        if (!digest || !publish(draft, job_.target + '/' + part.sha256)) {
            ::unlink(draft.c_str());
            return fail("no_room");
        }
        answer_.parts.push_back(std::move(part));
        return true;
    }

    const FootageJob& job_;
    const FootageRun& run_;
    const Instant began_;
    FootageAnswer answer_;
    bool recorder_failed_ = false;
    /// By file: the digest that was noted when it was recorded.
    std::map<std::string, Digest> noted_;
};

}  // namespace

FootageAnswer run_footage_job(const FootageJob& job, const FootageRun& run) {
    return Job(job, run).run();
}

}  // namespace labd::camera
