using System.Net;
using LogHog.Engine.Access;
using LogHog.Engine.Certificates;
using LogHog.Engine.Ingest;
using LogHog.Protocols;
using LogHog.Protocols.Events;

namespace LogHog.Server.Http.Intake;

/// <summary>One request with events.</summary>
/// <param name="Context">The request.</param>
/// <param name="Intake">Where they go.</param>
/// <param name="Source">Whose account.</param>
/// <param name="Token">That it has shown; null = none.</param>
/// <param name="Options">How its records are read.</param>
internal sealed record IntakeCall(HttpContext Context, AcknowledgedIntake Intake, IntakeSource Source, AccessToken? Token, RecordOptions Options)
{
    private static readonly Dictionary<RejectReason, int> NoneRejected = [];

    public IPAddress Peer { get; } = IntakePort.Peer(Context.Connection.RemoteIpAddress);

    /// <summary>Whether the sender may write for an application; null = for every one.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? MayWriteApp { get; } = Token?.Apps is null ? null : app => Token.HoldsFor(app.Span);

    /// <summary>Decodes, stores, and only then returns.</summary>
    /// <param name="body">In use until then.</param>
    /// <param name="decoder">For this request alone.</param>
    /// <param name="outcomes">Gets what became of each event; null = nobody asks.</param>
    /// <param name="client">The sender's number of the request.</param>
    public async Task<IntakeResult> StoreAsync(
        ReadOnlyMemory<byte> body, IEventDecoder decoder, List<RejectReason>? outcomes = null, ClientSequence client = default)
    {
        IntakeRequest request = new(Peer, body, decoder, MayWriteApp)
        {
            Source = Source,
            Identity = Context.Connection.ClientCertificate is { } certificate ? CertificateNames.Identity(certificate) : null,
            Outcomes = outcomes,
            Client = client.Client ?? "",
            Sequence = client.Sequence,
        };
        try
        {
            // Not to be ended by a sender who leaves: its body is in use until the answer.
            return await Intake.TakeAsync(request, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            return new IntakeResult(IntakeStatus.Unavailable, 0, NoneRejected);
        }
    }

    /// <summary>Counts a request that never became events.</summary>
    public void Refuse(RejectReason reason)
    {
        if (reason != RejectReason.None)
            Source.Refuse(Peer, reason);
    }
}
