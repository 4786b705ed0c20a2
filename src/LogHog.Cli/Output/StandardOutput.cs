using System.Runtime.InteropServices;

namespace LogHog.Cli.Output;

/// <summary>
/// The process's standard output or error. The console's own stream hides that its reader has gone (<c>| head</c>), and a file's stream
/// would not move the offset that programs after us write at.
/// And the console sets a terminal up for reading keys, which nobody does here.
/// </summary>
/// <param name="descriptor"><see cref="Output"/> or <see cref="Error"/>.</param>
/// <param name="forgives">What nobody reads any more goes nowhere, and is no error.</param>
internal sealed partial class StandardOutput(int descriptor, bool forgives = false) : Stream
{
    public const int Output = 1;
    public const int Error = 2;
    private const int InterruptedCall = 4; // EINTR
    private const int BrokenPipe = 32; // EPIPE
    private const int TryAgain = 11; // EAGAIN
    private const short PollOut = 4;

    /// <summary>A writer for what is only text.</summary>
    public static TextWriter Writer(int descriptor) => new StreamWriter(new StandardOutput(descriptor, forgives: true)) { AutoFlush = true };

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="IOException">Nobody reads it any more, or the disk is full.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written = WriteCall(descriptor, in MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written >= 0)
                buffer = buffer[(int)written..];
            else if (Marshal.GetLastPInvokeError() is var error && error == TryAgain)
                Wait();
            else if (error == BrokenPipe && forgives)
                return;
            else if (error != InterruptedCall)
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>A terminal that another program has made non-blocking takes no more for now.</summary>
    private void Wait()
    {
        var wanted = new PollEntry { Descriptor = descriptor, Events = PollOut };
        _ = PollCall(ref wanted, 1, -1);
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteCall(int descriptor, in byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int PollCall(ref PollEntry entries, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
