"""A disk that can be told to misbehave: one file in a FUSE mount, for a loop device with ext4 on it.

disk.py MOUNTPOINT BACKING [JOURNAL]

With JOURNAL every write and flush is appended there in the order in which it was completed, before the kernel hears of it:
struct "<cQI" = kind (W or F), offset, length; then a write's bytes. A reader of that file can therefore tell what a power cut
at any moment could have left: everything before the last flush, and any part of what came after it.
SIGSTOP of this process is a disk that hangs.
"""
import os
import struct
import sys

try:
    from fusepy import FUSE, FuseOSError, Operations
except ImportError:  # upstream's name of the same module
    from fuse import FUSE, FuseOSError, Operations
import errno
import stat

NAME = "/disk.img"


class Disk(Operations):
    def __init__(self, backing, journal):
        self.file = os.open(backing, os.O_RDWR)
        self.size = os.fstat(self.file).st_size
        self.journal = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if journal else None

    def note(self, kind, offset, data=b""):
        if self.journal is not None:
            os.write(self.journal, struct.pack("<cQI", kind, offset, len(data)) + data)

    def getattr(self, path, fh=None):
        if path == "/":
            return dict(st_mode=stat.S_IFDIR | 0o700, st_nlink=2)
        if path == NAME:
            return dict(st_mode=stat.S_IFREG | 0o600, st_nlink=1, st_size=self.size)
        raise FuseOSError(errno.ENOENT)

    def readdir(self, path, fh):
        return [".", "..", NAME[1:]]

    def open(self, path, flags):
        return 0

    def read(self, path, size, offset, fh):
        return os.pread(self.file, size, offset)

    def write(self, path, data, offset, fh):
        os.pwrite(self.file, data, offset)
        self.note(b"W", offset, data)
        return len(data)

    def flush(self, path, fh):
        return 0

    def fsync(self, path, datasync, fh):
        self.note(b"F", 0)
        return 0


if __name__ == "__main__":
    FUSE(Disk(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None), sys.argv[1],
         foreground=True, nothreads=True, big_writes=True, max_write=131072)
