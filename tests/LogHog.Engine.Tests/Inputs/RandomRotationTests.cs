using System.Globalization;
using System.IO.Compression;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Inputs;

/// <summary>Random rotations of every kind, with stops and kills of the follower between any two steps, and an exact account.</summary>
public sealed class RandomRotationTests
{
    // The seed is printed, and LOGHOG_TEST_SEED replays a run but for the file system's times.
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("LOGHOG_TORTURE") == "1";
    private static readonly int Logs = IsFull ? 40 : 1;
    private static readonly int RotationsEach = IsFull ? 250 : 100;

    [Fact]
    public void No_line_is_lost_or_doubled_where_that_can_be_helped_and_what_was_seen_and_lost_is_counted()
    {
        Random random = SeededRandom.Create();
        for (int run = 0; run < Logs; run++)
        {
            using RotatedLog log = new(random);
            log.Begins();
            for (int rotation = 0; rotation < RotationsEach; rotation++)
                log.Step();
            log.Finish();

            log.AssertAccount();
        }
    }

    private sealed class RotatedLog(Random random) : IDisposable
    {
        // More than rotate between two reads.
        private const int Kept = 60;

        private readonly FollowedFolder _folder = new(null, random.Next(2) == 0 ? "app.log" : "app.log*");
        private readonly HashSet<string> _mayBeLost = [];
        private readonly List<string> _unread = [];

        // Deleted while it was open.
        private readonly List<string> _withoutName = [];
        private long _lostBytesSeen;
        private long _lostBytesUnsettled;
        private long _lostBytesForgotten;

        // What was read in the middle of a line is no loss: the beginning is kept.
        private long _readLength;
        private int _lines;
        private int _sinceRead;
        private bool _isOpen;
        private bool _isRunning;

        /// <summary>What was rotated before it was followed for the first time is nobody's concern.</summary>
        public void Begins() => Read();

        public void Step()
        {
            Write(random.Next(4));
            if (random.Next(3) == 0 || ++_sinceRead > 8)
                Read();
            Write(random.Next(4));
            switch (random.Next(6))
            {
                case 0:
                    Stop(isKill: false);
                    break;
                case 1:
                    Stop(isKill: true);
                    break;
            }

            Write(random.Next(2));
            Rotate();
        }

        public void Finish()
        {
            Write(3);
            Read();
        }

        public void AssertAccount()
        {
            string[] all = [.. Enumerable.Range(1, _lines).Select(Line)];
            string[] doubled = [.. _folder.Events.GroupBy(static line => line).Where(static same => same.Count() > 1).Select(static same => same.Key)];
            Assert.Empty(doubled);
            // Of a line whose end was cut away before it came, the beginning is kept.
            string[] pieces = [.. _folder.Events.Except(all)];
            Assert.All(pieces, piece => Assert.Contains(_mayBeLost, line => line.StartsWith(piece, StringComparison.Ordinal)));
            Assert.Empty(all.Except(_folder.Events).Except(_mayBeLost));
            string[] whole = [.. _folder.Events.Except(pieces)];
            Assert.Equal(whole.Order(StringComparer.Ordinal), whole);
            // Who is stopped between the look and the cut may not know any more what it saw.
            Assert.InRange(_folder.Counters.CutBytes, _lostBytesSeen, _lostBytesSeen + _lostBytesForgotten);
        }

        public void Dispose() => _folder.Dispose();

        private static string Line(int number) => string.Create(CultureInfo.InvariantCulture, $"line {number:D7} {new string((char)('a' + (number % 26)), number % 90)}");

        private void Write(int lines)
        {
            for (int line = 0; line < lines; line++)
            {
                string text = Line(++_lines);
                _unread.Add(text);
                // In two pieces, with a look between them.
                int middle = random.Next(10) == 0 ? random.Next(text.Length) : 0;
                _folder.Append("app.log", text[..middle]);
                if (middle > 0 && random.Next(2) == 0)
                    Read(isWhole: false);
                _folder.Append("app.log", text[middle..] + "\n");
            }
        }

        private void Read(bool isWhole = true)
        {
            _folder.Read(looks: 2);
            _isRunning = true;
            _lostBytesSeen += _lostBytesUnsettled;
            _lostBytesUnsettled = 0;
            _isOpen = File.Exists(_folder["app.log"]);
            _sinceRead = 0;
            _readLength = _isOpen ? new FileInfo(_folder["app.log"]).Length : 0;
            string? unfinished = isWhole ? null : _unread[^1];
            _unread.Clear();
            _withoutName.Clear();
            if (unfinished is not null)
                _unread.Add(unfinished);
        }

        private void Stop(bool isKill)
        {
            if (!_isRunning)
                return;
            _mayBeLost.UnionWith(_withoutName);
            _lostBytesForgotten += _lostBytesUnsettled;
            _lostBytesUnsettled = 0;
            if (isKill)
                _folder.Kill();
            else
                _folder.Stop();
            _isRunning = false;
            _isOpen = false;
        }

        private void Rotate()
        {
            if (!File.Exists(_folder["app.log"]))
                return;
            int kind = random.Next(5);
            switch (kind)
            {
                case 0:
                    Shift();
                    File.Move(_folder["app.log"], _folder["app.log.1"]);
                    Begin();
                    break;
                case 1:
                    Shift();
                    File.Move(_folder["app.log"], _folder["app.log.1"]);
                    Compress();
                    Begin();
                    break;
                case 2:
                    CopyTruncate();
                    break;
                default:
                    // Only who has it open can read the rest; the file system may use the inode again at once.
                    File.Delete(_folder["app.log"]);
                    if (_isOpen)
                        _withoutName.AddRange(_unread);
                    else
                        _mayBeLost.UnionWith(_unread);
                    Begin();
                    break;
            }
        }

        /// <summary>What comes between the copy and the cut, only who looks in between can read.</summary>
        private void CopyTruncate()
        {
            Shift();
            File.Copy(_folder["app.log"], _folder["app.log.1"]);
            string[] copied = [.. _unread];
            _unread.Clear();
            _readLength = new FileInfo(_folder["app.log"]).Length;
            Write(random.Next(3));
            bool isSeen = false;
            if (_isOpen && random.Next(3) == 0)
            {
                _folder.Look();
                isSeen = true;
            }

            if (isSeen)
                _lostBytesUnsettled += new FileInfo(_folder["app.log"]).Length - _readLength;
            _mayBeLost.UnionWith(_unread);
            _unread.InsertRange(0, copied);
            _folder.Empty("app.log");
        }

        private void Begin()
        {
            _isOpen = false;
            if (random.Next(2) == 0)
                _folder.Append("app.log", "");
        }

        private void Shift()
        {
            foreach (string suffix in (string[])["", ".gz"])
            {
                for (int number = Kept; number >= 1; number--)
                {
                    string from = _folder[$"app.log.{number}{suffix}"];
                    if (File.Exists(from))
                        File.Move(from, _folder[$"app.log.{number + 1}{suffix}"], overwrite: true);
                }
            }
        }

        private void Compress()
        {
            DateTime modifiedAt = File.GetLastWriteTimeUtc(_folder["app.log.1"]);
            using (FileStream from = File.OpenRead(_folder["app.log.1"]))
            using (GZipStream to = new(File.Create(_folder["app.log.1.gz"]), CompressionLevel.Fastest))
                from.CopyTo(to);
            File.SetLastWriteTimeUtc(_folder["app.log.1.gz"], modifiedAt);
            File.Delete(_folder["app.log.1"]);
        }
    }
}
