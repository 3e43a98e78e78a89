#!/usr/bin/python3
"""One test camera: an RTSP server (GStreamer) that sends the clips it is told to.

usage: rtsp_server.py NAME PORT
Debian's own Python, which has GStreamer's bindings. Takes one JSON object a line on stdin:
  {"clip": PATH, "mode": MODE, "user": …, "password": …}
with MODE normal, stalled, slow or wrong-codec, and says {"listening": true} when it listens and
{"done": true} when a line has been followed. It ends with its stdin. Clips follow each other at
key frames, so that a client sees one stream; a new password or another codec ends the connections
there are, as they do in a camera.
"""
import json
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
gi.require_version("GstRtsp", "1.0")
# pylint: disable=wrong-import-position
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

from room_clips import GROUP_S, LENGTH_S, Clip  # noqa: E402

# A slow camera answers this late, and takes this many times as long for a picture.
SLOW_ANSWER_S = 3.0
SLOW_TIMES = 3.0
# Later than this, pictures are left out: the process was stopped, or the machine was busy.
LATE_MAX_S = 1.0
QUEUE_BYTES = 4_000_000

PIPELINES = {
    True: "( appsrc name=source ! rtph264pay name=pay0 pt=96 config-interval=-1 )",
    # An encoding that only GStreamer knows: for everybody else a codec that cannot be played.
    False: "( appsrc name=source ! rtpgstpay name=pay0 pt=96 )",
}
CAPS = "video/x-h264,stream-format=byte-stream,alignment=au,width=640,height=360,framerate=5/1"


class Feeder(threading.Thread):
    """Sends the frames of the clip in force when they are due, to whatever client there is."""

    def __init__(self):
        super().__init__(daemon=True)
        self.changed = threading.Condition()
        self.clip = None
        self.mode = "normal"
        self.source = None
        self.epoch_s = None

    def set(self, clip, mode):
        with self.changed:
            self.clip = clip
            self.mode = mode
            self.changed.notify_all()

    def attach(self, source):
        with self.changed:
            self.source = source
            self.epoch_s = None
            self.changed.notify_all()

    def detach(self, source):
        with self.changed:
            if self.source is source:
                self.source = None
                self.changed.notify_all()

    def push(self, frame, seen_s, length_s):
        """With `changed` held. The stamp is when the sensor saw it, whenever it is sent."""
        if self.epoch_s is None:
            self.epoch_s = seen_s
        buffer = Gst.Buffer.new_wrapped(frame)
        buffer.pts = buffer.dts = max(0, int((seen_s - self.epoch_s) * 1e9))
        buffer.duration = int(length_s * 1e9)
        self.source.emit("push-buffer", buffer)

    def run(self):
        # The place in the minute is the wall clock's, as the clock in the picture says.
        minute_s = time.monotonic() - time.time() % LENGTH_S
        number = 0
        while True:
            now = int((time.monotonic() - minute_s) // GROUP_S)
            if number not in (now, now + 1):
                number = now + 1
            number = self.send_group(minute_s, number)

    def wait(self, until_s, source):
        """With `changed` held; false if what was to be sent is no longer wanted."""
        while time.monotonic() < until_s:
            self.changed.wait(max(0.001, until_s - time.monotonic()))
            if self.source is not source or self.mode == "stalled":
                return False
        return time.monotonic() - until_s < LATE_MAX_S

    def send_group(self, minute_s, number):
        """Sends what begins with one key frame, in its time; the number of the next to send."""
        begin_s = minute_s + number * GROUP_S
        with self.changed:
            while self.source is None or self.clip is None:
                self.changed.wait()
            source = self.source
            if self.mode == "stalled":
                # Without one picture there would be no description for who connects meanwhile.
                if self.epoch_s is None:
                    self.push(self.clip.group(number)[0], begin_s, self.clip.interval_s)
                self.changed.wait(1.0)
                return number
            if not self.wait(begin_s, source):
                return -1
            clip, times = self.clip, SLOW_TIMES if self.mode == "slow" else 1.0
            for index, frame in enumerate(clip.group(number)):
                after_s = index * clip.interval_s
                if not self.wait(begin_s + after_s * times, source):
                    return -1
                self.push(frame, begin_s + after_s, clip.interval_s)
            if times > 1 and not self.wait(begin_s + GROUP_S * times, source):
                return -1
        return number + 1


class Camera:
    def __init__(self, name, port):
        self.feeder = Feeder()
        self.mode = "normal"
        self.user = ""
        self.password = ""
        self.clips = {}
        self.server = GstRtspServer.RTSPServer()
        self.server.set_address("127.0.0.1")
        self.server.set_service(str(port))
        self.path = "/" + name
        self.server.connect("client-connected", self.connected)
        self.mount()
        if self.server.attach(None) == 0:
            sys.exit(f"camera {name}: port {port} is taken")
        self.feeder.start()

    def mount(self):
        self.factory = GstRtspServer.RTSPMediaFactory()
        self.factory.set_launch(PIPELINES[self.mode != "wrong-codec"])
        self.factory.set_shared(True)
        self.factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP)
        self.factory.connect("media-configure", self.configure)
        if self.password:
            role = Gst.Structure.new_empty("viewer")
            role.set_value(GstRtspServer.RTSP_PERM_MEDIA_FACTORY_ACCESS, True)
            role.set_value(GstRtspServer.RTSP_PERM_MEDIA_FACTORY_CONSTRUCT, True)
            self.factory.add_role_from_structure(role)
            token = GstRtspServer.RTSPToken.new()
            token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "viewer")
            auth = GstRtspServer.RTSPAuth.new()
            basic = GstRtspServer.RTSPAuth.make_basic(self.user, self.password)
            auth.add_basic(basic, token)
            self.server.set_auth(auth)
        else:
            self.server.set_auth(None)
        self.server.get_mount_points().add_factory(self.path, self.factory)

    def connected(self, _server, client):
        for request in ("options", "describe", "setup", "play"):
            client.connect(f"pre-{request}-request", self.answer)

    def answer(self, _client, _context):
        if self.mode == "slow":
            time.sleep(SLOW_ANSWER_S)
        return GstRtsp.RTSPStatusCode.OK

    def configure(self, _factory, media):
        source = media.get_element().get_by_name_recurse_up("source")
        source.set_property("caps", Gst.Caps.from_string(CAPS))
        source.set_property("format", Gst.Format.TIME)
        source.set_property("is-live", True)
        source.set_property("max-bytes", QUEUE_BYTES)
        source.set_property("leaky-type", 2)
        media.connect("unprepared", lambda _media: self.feeder.detach(source))
        self.feeder.attach(source)

    def follow(self, order):
        path = order["clip"]
        if path not in self.clips:
            self.clips[path] = Clip(path)
        before = (self.mode == "wrong-codec", self.user, self.password)
        self.mode = order["mode"]
        self.user = order.get("user", "")
        self.password = order.get("password", "")
        self.feeder.set(self.clips[path], self.mode)
        if before != (self.mode == "wrong-codec", self.user, self.password):
            self.mount()
            for client in self.server.client_filter(
                    lambda _server, _client: GstRtspServer.RTSPFilterResult.REF):
                client.close()
        say({"done": True})
        return False


def say(message):
    print(json.dumps(message), flush=True)


def main():
    Gst.init(None)
    loop = GLib.MainLoop()
    camera = Camera(sys.argv[1], int(sys.argv[2]))

    def listen():
        for line in sys.stdin:
            GLib.idle_add(camera.follow, json.loads(line))
        GLib.idle_add(loop.quit)

    threading.Thread(target=listen, daemon=True).start()
    say({"listening": True})
    loop.run()


if __name__ == "__main__":
    main()
