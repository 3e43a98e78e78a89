"""The recorder of one test camera: ffmpeg's segment muxer, started again when it ends."""
import os
import subprocess
import time

from room_clips import ENDS_WITH_US

SEGMENT_S = 10
# In the folder of recordings, in UTC; `{camera}` is the camera's ID.
PATTERN = "{camera}/%Y-%m-%d_%H-%M-%S"
# Without a packet for so long a recorder gives up and starts again.
SILENCE_MAX_S = 5
RESTART_AFTER_S = 1.0
PRUNE_EVERY_S = 10.0
END_LIMIT_S = 3.0


class Recorder:
    """One thread: the one that starts a recorder's ffmpeg has to live as long as it."""

    def __init__(self, camera, url, folder, log, keep_bytes):
        self.url = url
        self.folder = os.path.join(folder, camera)
        self.names = os.path.join(folder, PATTERN.replace("{camera}", camera) + ".mp4")
        self.log = log
        self.keep_bytes = keep_bytes
        self.wanted = False
        self.process = None
        self.start_at_s = 0.0
        self.prune_at_s = 0.0
        os.makedirs(self.folder, exist_ok=True)

    def start(self):
        self.wanted = True
        self.start_at_s = 0.0
        self.tick()

    def stop(self):
        self.wanted = False
        self.end()

    def tick(self):
        now_s = time.monotonic()
        if self.process and self.process.poll() is not None:
            self.process = None
            self.start_at_s = now_s + RESTART_AFTER_S
        if self.wanted and not self.process and now_s >= self.start_at_s:
            self.begin()
        if now_s >= self.prune_at_s:
            self.prune_at_s = now_s + PRUNE_EVERY_S
            self.prune()

    def begin(self):
        # A fragment is whole once its key frame's successor came: a growing file can be read.
        options = "movflags=+frag_keyframe+empty_moov+default_base_moof"
        command = ENDS_WITH_US + [
            "ffmpeg", "-nostdin", "-hide_banner", "-v", "error", "-rtsp_transport", "tcp",
            "-timeout", str(SILENCE_MAX_S * 1_000_000), "-analyzeduration", "1000000",
            "-i", self.url, "-map", "0:v", "-c", "copy", "-f", "segment",
            "-segment_time", str(SEGMENT_S), "-segment_atclocktime", "1", "-strftime", "1",
            "-reset_timestamps", "1", "-segment_format", "mp4",
            "-segment_format_options", options, self.names]
        # Of the last run only, so that it stays small.
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, start_new_session=True,
                                            env=dict(os.environ, TZ="UTC"))

    def end(self):
        if not self.process:
            return
        self.process.terminate()
        try:
            self.process.wait(END_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def prune(self):
        """Deletes the oldest segments beyond `keep_bytes`; the newest always stays."""
        found = sorted((entry.name, entry.stat().st_size, entry.path)
                       for entry in os.scandir(self.folder) if entry.is_file())
        total = sum(size for _, size, _ in found)
        for _, size, path in found[:-1]:
            if total <= self.keep_bytes:
                break
            os.remove(path)
            total -= size
