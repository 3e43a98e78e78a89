#!/usr/bin/env python3
"""`labd camera-check` on what it can judge, and on everything that it cannot: a clear message, exit
status 2, soon, and with little memory."""

import http.server
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.dont_write_bytecode = True
from clips import ffmpeg

LABD = os.environ.get("LABD_BINARY", "build/bin/labd")
LONG = os.environ.get("LABD_TEST_LONG") == "1"
UNUSABLE = 2
# As the limit for opening in the program, and something for a busy machine.
OPEN_LIMIT_S = 10 + 20


def check(*arguments, timeout_s=OPEN_LIMIT_S):
    return subprocess.run([LABD, "camera-check", *arguments], capture_output=True, text=True,
                          timeout=timeout_s, stdin=subprocess.DEVNULL, check=False)


class Folder(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name

    def tearDown(self):
        self.temporary.cleanup()

    def path(self, name, content=None):
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content)
        return path

    def clip(self, name, length_s, *encoder, source="testsrc2=size=160x120:rate=5"):
        path = self.path(name)
        ffmpeg(["-f", "lavfi", "-i", source, "-t", str(length_s), *encoder, path])
        return path

    def refused(self, path, words):
        run = check("--json", path)
        self.assertEqual(run.returncode, UNUSABLE, run.stderr)
        self.assertEqual(run.stdout, "")
        self.assertIn(words, run.stderr)
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)


class Judged(Folder):
    def test_prints_json_lines_and_a_last_one_with_the_figures(self):
        path = self.clip("clip.mp4", 40, "-vf",
                         "noise=alls=8:allf=t,drawbox=color=black:t=fill:enable='gte(t,20)'")
        run = check("--json", path, timeout_s=120)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        lines = [json.loads(line) for line in run.stdout.splitlines()]
        self.assertEqual(len(lines), 2, lines)
        self.assertEqual(lines[0]["fault"], "black")
        self.assertAlmostEqual(lines[0]["from_s"], 20, delta=1)
        self.assertAlmostEqual(lines[0]["to_s"], 40, delta=1)
        self.assertEqual(set(lines[0]), {"from_s", "to_s", "fault"})
        self.assertEqual(lines[1]["frames"], 200)
        self.assertAlmostEqual(lines[1]["seconds"], 40, delta=0.3)
        self.assertGreater(lines[1]["checked"], 40)

    def test_prints_a_table_for_people(self):
        run = check(self.clip("clip.mp4", 5), timeout_s=120)
        self.assertEqual(run.returncode, 0)
        self.assertTrue(run.stdout.startswith("No fault: 25 frames"), run.stdout)

    def test_a_link_to_a_video_is_followed(self):
        link = self.path("link.mp4")
        os.symlink(self.clip("clip.mp4", 2), link)
        self.assertEqual(check(link, timeout_s=120).returncode, 0)

    def test_a_long_recording_needs_little_memory(self):
        short = self.clip("short.mp4", 60, "-c:v", "libx264", "-g", "10",
                          source="testsrc2=size=160x120:rate=5,noise=alls=6:allf=t")
        long_s = 36_000 if LONG else 1_500
        path = self.path("long.mp4")
        ffmpeg(["-stream_loop", "-1", "-i", short, "-c", "copy", "-t", str(long_s), path])
        process = subprocess.Popen([LABD, "camera-check", "--json", path], stdout=subprocess.PIPE,
                                   text=True)
        printed = process.stdout.read()
        process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        last = json.loads(printed.splitlines()[-1])
        self.assertAlmostEqual(last["seconds"], long_s, delta=1)
        # The address sanitizer keeps 256 MB of what was freed, and shadows the rest.
        sanitized = b"__asan_init" in pathlib.Path(LABD).read_bytes()
        self.assertLess(usage.ru_maxrss, (250 + (450 if sanitized else 0)) * 1024)


class Refused(Folder):
    def test_text_named_as_a_video(self):
        self.refused(self.path("text.mp4", b"This is a text.\n" * 100), "not a video")

    def test_an_empty_file(self):
        self.refused(self.path("empty.mp4", b""), "empty")

    def test_what_is_not_there(self):
        self.refused(self.path("none.mp4"), "No such file")

    def test_a_folder(self):
        self.refused(self.folder, "folder")

    def test_devices_and_links_to_them(self):
        link = self.path("link.mp4")
        os.symlink("/dev/zero", link)
        self.refused("/dev/zero", "device")
        self.refused(link, "device")

    def test_a_pipe_that_nobody_writes_into(self):
        os.mkfifo(self.path("pipe.mp4"))
        self.refused(self.path("pipe.mp4"), "pipe")

    def test_a_recording_without_its_index(self):
        whole = self.clip("whole.mp4", 10)
        with open(whole, "rb") as file:
            half = file.read()[:os.path.getsize(whole) // 2]
        self.refused(self.path("half.mp4", half), "not a video")

    def test_sound_alone(self):
        path = self.path("sound.mp4")
        ffmpeg(["-f", "lavfi", "-i", "anullsrc", "-t", "2", path])
        self.refused(path, "no video")

    def test_a_video_without_size(self):
        whole = self.clip("whole.avi", 2, "-c:v", "rawvideo")
        with open(whole, "rb") as file:
            data = bytearray(file.read())
        header = data.index(b"strf") + 8
        # Width and height of the bitmap header.
        data[header + 4:header + 12] = bytes(8)
        self.refused(self.path("none.avi", data), "size")

    def test_a_video_of_nothing_but_garbage(self):
        whole = self.clip("whole.mp4", 10, "-c:v", "libx264", "-movflags", "faststart")
        with open(whole, "rb") as file:
            data = bytearray(file.read())
        begin = data.index(b"mdat") + 4
        data[begin:] = bytes(len(data) - begin)
        self.refused(self.path("garbage.mp4", data), "decoded")

    def test_a_playlist_that_points_elsewhere(self):
        self.refused(self.path("list.m3u8", b"#EXTM3U\n#EXTINF:4,\n/etc/passwd\n"), "not a video")

    def test_other_schemes(self):
        self.refused("ftp://127.0.0.1/a", "only rtsp")


class FromTheNetwork(Folder):
    def test_a_closed_port(self):
        self.refused("rtsp://127.0.0.1:1/x", "refused")

    def test_nobody_answers(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            begin = time.monotonic()
            self.refused(f"rtsp://127.0.0.1:{silent.getsockname()[1]}/x", "no answer in time")
            self.assertLess(time.monotonic() - begin, OPEN_LIMIT_S)

    def test_a_server_that_sends_garbage_for_ever(self):
        class Garbage(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "video/mp4")
                self.end_headers()
                try:
                    while True:
                        self.wfile.write(os.urandom(65536))
                except OSError:
                    pass

            def log_message(self, *arguments):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Garbage)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        run = check(f"http://u:secret@127.0.0.1:{server.server_port}/live")
        server.shutdown()
        server.server_close()
        self.assertEqual(run.returncode, UNUSABLE)
        self.assertNotIn("secret", run.stderr)


if __name__ == "__main__":
    unittest.main()
