namespace LogHog.Cli.Sending;

/// <summary>Brings frames to the server.</summary>
internal interface ITransport : IDisposable
{
    /// <param name="frames">Whole frames, each with its length in bytes.</param>
    /// <exception cref="UnreachableException">The server is not there any more.</exception>
    Task Send(IReadOnlyList<ReadOnlyMemory<byte>> frames);

    /// <summary>Waits until the server has the bytes, as far as the transport can tell.</summary>
    /// <exception cref="UnreachableException">It has not.</exception>
    Task Finish();
}

/// <summary>The server is not there, or went away; the message says what was seen.</summary>
internal sealed class UnreachableException(string message) : Exception(message);
