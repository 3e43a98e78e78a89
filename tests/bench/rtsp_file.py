#!/usr/bin/python3
"""Serves an H.264 file over RTSP at its own pace, to any number of clients, each from its start.

usage: rtsp_file.py FILE
Prints the port; the path is /file. Debian's own Python, which has GStreamer's bindings.
"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
# pylint: disable=wrong-import-position
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402


def main():
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f'( filesrc location="{sys.argv[1]}" ! qtdemux ! h264parse ! '
                       "rtph264pay name=pay0 pt=96 config-interval=-1 )")
    server.get_mount_points().add_factory("/file", factory)
    if server.attach(None) == 0:
        sys.exit("rtsp_file.py: no port")
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
