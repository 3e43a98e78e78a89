"""`scripts/bench camera`: labd-camera and ffmpeg's own filters on the same clips and streams.

ffmpeg gets its best: one pass that decodes everything once, at 640x360, freezedetect on every frame
with a length below the distance of key frames, blackdetect and blurdetect on key frames only, and
of several thresholds the one that does best on the very clips that it is scored on.
"""
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "camera"))
from clips import Clip, clean_graph  # noqa: E402
from faults import FAULTS, LENGTH_S, MEDIUM, STRENGTHS, STRONG  # noqa: E402
from scenes import build  # noqa: E402

# What both know.
SHARED = {"frozen": 30, "black": 10, "defocused": 10}
FREEZE_NOISE = (0.0005, 0.001, 0.002, 0.004)
FREEZE_MIN_S = 1.5
BLUR_FACTORS = (1.15, 1.25, 1.4, 1.6, 2.0)
BASELINE_S = 15
MARGIN_S = 3
STREAMS = 8
FFMPEG_STREAMS = 2
# A camera learns its picture first, which costs more; the stream is longer than both together.
SETTLE_S, MEASURE_S = 60, 40
SMALL, LARGE, RATE = (640, 360), (1920, 1080), 25
STREAM_S = 120
# Of what is streamed and of what a day without faults costs.
KEY_FRAME_EVERY = 50
ENCODER = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", str(KEY_FRAME_EVERY),
           "-bf", "0", "-pix_fmt", "yuv420p", "-threads", "1"]
REPEATS = 5


class Truth:
    def __init__(self, path, fault, begin_s, end_s):
        self.path, self.fault, self.begin_s, self.end_s = path, fault, begin_s, end_s


def labelled(folder):
    """Clips of 640x360, with the shared faults and without any."""
    os.makedirs(folder, exist_ok=True)
    made = []
    for name in ("footage", "room", "dim"):
        scene = build(folder, name)
        if scene is None:
            continue
        for fault in SHARED:
            for strength in (MEDIUM, STRONG):
                clip = Clip(f"{name}-{fault}-{STRENGTHS[strength]}", scene,
                            FAULTS[fault](strength, scene.rate), LENGTH_S, fault, strength)
                made.append(Truth(clip.make(folder), fault, clip.begin_s, clip.end_s))
        clean = Clip(f"{name}-clean", scene, "[scene]null[out]", LENGTH_S)
        made.append(Truth(clean.make(folder), None, 0, 0))
    return made


def clip_of(folder, name, scene, fault, length_s):
    graph = FAULTS[fault](STRONG, RATE) if fault else "[scene]null[out]"
    clip = Clip(name, scene, graph, length_s, fault, STRONG)
    clip.encoder = ENCODER
    path = clip.make(folder)
    return Truth(path, fault, *((clip.begin_s, clip.end_s) if fault else (0, 0)))


def large(folder):
    """The same in 1920x1080 at 25 frames a second."""
    os.makedirs(folder, exist_ok=True)
    scene = build(folder, "room", LARGE, RATE)
    return [clip_of(folder, "large-clean", scene, None, STREAM_S),
            *(clip_of(folder, f"large-{fault}", scene, fault, LENGTH_S) for fault in SHARED)]


def repeated(folder, truth):
    """Ten minutes of a clean clip of two, as one file."""
    listing, path = (os.path.join(folder, f"repeated.{kind}") for kind in ("txt", "mp4"))
    with open(listing, "w", encoding="utf-8") as file:
        file.write(f"file '{truth.path}'\n" * REPEATS)
    timed(["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", listing,
           "-c", "copy", path])
    return Truth(path, None, 0, 0)


def timed(command):
    """(standard output, standard error, CPU seconds)."""
    before = os.times()
    run = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    after = os.times()
    if run.returncode != 0:
        raise RuntimeError(f"{command[0]}: {run.stderr[-500:]}")
    cpu_s = (after.children_user + after.children_system -
             before.children_user - before.children_system)
    return run.stdout, run.stderr, cpu_s


def frames_of(path):
    out, _, _ = timed(["ffprobe", "-v", "error", "-select_streams", "v", "-count_packets",
                       "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", path])
    return int(out.strip().strip(","))


def judge_labd(program, path):
    out, _, cpu_s = timed([program, "check", "--json", "--thrifty", path])
    found = [json.loads(line) for line in out.splitlines()][:-1]
    return [(one["fault"], one["from_s"], one["to_s"]) for one in found], cpu_s


def filters(noise):
    return ("scale=640:360:flags=area,split[all][key];"
            f"[all]freezedetect=n={noise}:d={FREEZE_MIN_S},nullsink;"
            "[key]select='eq(pict_type,I)',blackdetect=d=0.1:pic_th=0.90:pix_th=0.10,blurdetect,"
            "metadata=print:key=lavfi.blur:file=-:direct=1,nullsink")


def command_of(source, noise, options=()):
    # An output is needed; the sound of a clip without any is none.
    return ["ffmpeg", "-nostdin", "-hide_banner", "-v", "info", "-threads", "1", *options, "-i",
            source, "-filter_complex_threads", "1", "-filter_complex",
            filters(noise) + ";anullsrc=d=0.1[out]", "-map", "[out]", "-f", "null", "-"]


def numbers(text, name):
    return [float(found) for found in re.findall(rf"{name}[:=] ?(-?[\d.]+)", text)]


def judge_ffmpeg(path, noise, length_s):
    """What it finds but blurs, the blur of each key frame, CPU seconds."""
    out, err, cpu_s = timed(command_of(path, noise))
    begins, ends = numbers(err, "freeze_start"), numbers(err, "freeze_end")
    found = [("frozen", begin, end) for begin, end in
             zip(begins, ends + [length_s] * (len(begins) - len(ends)))]
    found += [("black", begin, end) for begin, end in
              zip(numbers(err, "black_start"), numbers(err, "black_end"))]
    blurs = list(zip(numbers(out, "pts_time"), numbers(out, "lavfi.blur")))
    return found, blurs, cpu_s


def blurred(blurs, factor):
    """Where two key frames or more are blurred, against the clip's own beginning."""
    first = [blur for at_s, blur in blurs if at_s <= BASELINE_S]
    limit = factor * statistics.median(first) if first else float("inf")
    found, begin_s, count, last_s = [], None, 0, 0
    for at_s, blur in [*blurs, (float("inf"), 0)]:
        if blur > limit:
            begin_s, count = (at_s if begin_s is None else begin_s), count + 1
        else:
            if count >= 2:
                found.append(("defocused", begin_s, last_s))
            begin_s, count = None, 0
        last_s = at_s
    return found


class Score:
    """Of what was found in some clips."""

    def __init__(self, pairs):
        self.found = self.wanted = self.false = 0
        self.off_s = []
        for truth, told in pairs:
            if truth.fault:
                self.wanted += 1
                begins = [begin - truth.begin_s for fault, begin, end in told
                          if fault == truth.fault and end > truth.begin_s]
                best = min(begins, key=abs, default=None)
                if best is not None and abs(best) <= SHARED[truth.fault]:
                    self.found += 1
                    self.off_s.append(abs(best))
            self.false += sum(fault in SHARED and
                              (truth.fault is None or end < truth.begin_s - MARGIN_S
                               or begin > truth.end_s + MARGIN_S) for fault, begin, end in told)

    @property
    def worth(self):
        return self.found - self.false


def best_of_ffmpeg(truths):
    """The score at the thresholds that suit these clips best, and these."""
    passes = {noise: [judge_ffmpeg(truth.path, noise, truth.end_s or LENGTH_S) for truth in truths]
              for noise in FREEZE_NOISE}
    best = None
    for noise, judged in passes.items():
        for factor in BLUR_FACTORS:
            score = Score([(truth, found + blurred(blurs, factor))
                           for truth, (found, blurs, _) in zip(truths, judged)])
            if best is None or score.worth > best[0].worth:
                best = (score, noise, factor)
    return best


def cpu_of(process):
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class LabdWatch:
    """labd-camera and so many cameras, all of them the same stream."""

    cameras = STREAMS

    def __init__(self, program, folder, url):
        process = subprocess.Popen([program, "watch", "--stills", folder], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True)
        self.processes = [process]
        self.last = {}
        threading.Thread(target=self.read, args=(process.stdout,), daemon=True).start()
        for number in range(self.cameras):
            process.stdin.write(json.dumps({"watch": {
                "camera": f"c{number}", "url": url, "width": LARGE[0], "height": LARGE[1],
                "frames_per_second": RATE}}) + "\n")
        process.stdin.flush()

    def read(self, lines):
        for line in lines:
            kind, report = next(iter(json.loads(line).items()))
            if kind == "camera":
                self.last[report["camera"]] = report

    def begin(self):
        """From now on it is measured."""

    def fault(self):
        """Why this is not the cost of watching; None when it is."""
        for report in self.last.values():
            if report["state"] != "live" or abs(report["frames_per_second"] - RATE) > 1:
                return f"not watched as they should be: {report}"
        return None if len(self.last) == self.cameras else f"only {len(self.last)} have reported"


class FfmpegWatch:
    """ffmpeg's filters, a process for each stream."""

    cameras = FFMPEG_STREAMS

    def __init__(self, noise, url):
        command = command_of(url, noise, ["-rtsp_transport", "tcp"])
        self.processes = [subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True,
                                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                          for _ in range(self.cameras)]
        self.key_frames = [0] * self.cameras
        for number, process in enumerate(self.processes):
            threading.Thread(target=self.read, args=(number, process.stdout), daemon=True).start()

    def read(self, number, lines):
        for line in lines:
            self.key_frames[number] += line.startswith("frame:")

    def begin(self):
        self.key_frames = [0] * self.cameras

    def fault(self):
        wanted = MEASURE_S * RATE / KEY_FRAME_EVERY
        if min(self.key_frames) < 0.8 * wanted:
            return f"{self.key_frames} key frames of {wanted:g} were looked at"
        return None


def live(path, watch):
    """CPU seconds a second and camera of what `watch(url)` starts, once it has settled."""
    server = subprocess.Popen(["/usr/bin/python3", "-B", os.path.join(HERE, "rtsp_file.py"), path],
                              stdout=subprocess.PIPE, text=True)
    processes = [server]
    try:
        watching = watch(f"rtsp://127.0.0.1:{int(server.stdout.readline())}/file")
        processes += watching.processes
        time.sleep(SETTLE_S)
        watching.begin()
        before, begin = sum(map(cpu_of, watching.processes)), time.monotonic()
        time.sleep(MEASURE_S)
        share = (sum(map(cpu_of, watching.processes)) - before) / (time.monotonic() - begin)
        if fault := watching.fault():
            raise RuntimeError(f"{type(watching).__name__}: {fault}")
        return share / watching.cameras
    finally:
        for process in processes:
            process.kill()
            process.wait()


def throughput(program, truths):
    """Frames a CPU second of labd and of ffmpeg, one after the other on each file."""
    frames = sum(frames_of(truth.path) for truth in truths)
    labd_s = sum(judge_labd(program, truth.path)[1] for truth in truths)
    ffmpeg_s = sum(judge_ffmpeg(truth.path, FREEZE_NOISE[1], 0)[2] for truth in truths)
    return {"labd": frames / labd_s, "ffmpeg": frames / ffmpeg_s}


def measure(program, folder, show):
    """Prints the rows with `show` and returns the figures."""
    small_folder, large_folder = (os.path.join(folder, name) for name in ("small", "large"))
    sizes = {"640x360": labelled(small_folder), "1920x1080": large(large_folder)}
    clean = {"640x360": clip_of(small_folder, "small-clean", build(small_folder, "room", SMALL,
                                                                   RATE), None, STREAM_S),
             "1920x1080": sizes["1920x1080"][0]}
    figures = {}
    for size, truths in sizes.items():
        rate = throughput(program, [repeated(os.path.dirname(clean[size].path), clean[size])])
        ratio = rate["labd"] / rate["ffmpeg"]
        show(f"{size}, 25 a second, 10 min clean: frames a CPU s", round(rate["labd"]),
             round(rate["ffmpeg"]), f"{ratio:.2f}", ">= 3", ratio >= 3)
        rate_of_faulty = throughput(program, truths)
        show("  labelled clips, mostly faulty: frames a CPU s", round(rate_of_faulty["labd"]),
             round(rate_of_faulty["ffmpeg"]),
             f"{rate_of_faulty['labd'] / rate_of_faulty['ffmpeg']:.2f}")
        score = Score([(truth, judge_labd(program, truth.path)[0]) for truth in truths])
        best, noise, factor = best_of_ffmpeg(truths)
        show(f"  faults found in time, of {score.wanted}", score.found, best.found, "",
             ">= ffmpeg", score.found >= best.found)
        show("  false alarms", score.false, best.false, "", "<= ffmpeg", score.false <= best.false)
        off = {name: round(max(one.off_s, default=0), 1)
               for name, one in (("labd", score), ("ffmpeg", best))}
        show("  told beginning off by at most, s", off["labd"], off["ffmpeg"])
        figures[size] = {"clips": len(truths), "frames_a_cpu_s": rate,
                         "frames_a_cpu_s_of_faulty_clips": rate_of_faulty,
                         "found": [score.found, best.found, score.wanted],
                         "false": [score.false, best.false], "begin_off_s": off,
                         "ffmpeg_thresholds": {"freeze_noise": noise, "blur_factor": factor}}
    stills = os.path.join(folder, "stills")
    os.makedirs(stills, exist_ok=True)
    stream = clean["1920x1080"].path
    share = {"labd": live(stream, lambda url: LabdWatch(program, stills, url)),
             "ffmpeg": live(stream, lambda url: FfmpegWatch(FREEZE_NOISE[1], url))}
    show("1080p25 over RTSP: % of a core a camera", round(100 * share["labd"], 2),
         round(100 * share["ffmpeg"], 2), f"{share['labd'] / share['ffmpeg']:.2f}", "<= 1 %",
         share["labd"] <= 0.01)
    show("  cameras a core", round(1 / share["labd"]), round(1 / share["ffmpeg"]),
         f"{share['ffmpeg'] / share['labd']:.2f}")
    return {**figures, "live_cpu_share": share}
