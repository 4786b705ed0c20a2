using System.Buffers;
using LogHog.Engine.Query;

namespace LogHog.Cli.Output;

/// <summary>How <c>-o</c> shows rows.</summary>
internal interface IRowFormat
{
    /// <param name="row">Lent until the call returns.</param>
    /// <param name="output">Takes what can be shown already.</param>
    void Write(Row row, IBufferWriter<byte> output);

    /// <summary>There are no more rows: what was held back is shown.</summary>
    void End(IBufferWriter<byte> output);
}
