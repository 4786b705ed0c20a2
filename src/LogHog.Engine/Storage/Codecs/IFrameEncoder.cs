using System.Buffers;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>Makes independent frames: each one is a complete file of its format, and so is any number of them back to back.</summary>
internal interface IFrameEncoder : IDisposable
{
    /// <summary>Appends one frame that holds the whole text; an empty text makes a valid empty frame.</summary>
    void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> output);
}
