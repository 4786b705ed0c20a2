using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Tls;

/// <summary>Records come in pieces of any size, many in one receive or one in many: each message arrives once and in order.</summary>
public sealed class TlsRecordsTests(TlsEngine engine) : IClassFixture<TlsEngine>
{
    private const int Messages = 2_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1, 40)]
    [InlineData(1, 20_000)]
    [InlineData(60_000, 400_000)]
    public async Task All_messages_arrive_in_order_however_their_records_are_cut(int pieceMin, int pieceMax)
    {
        var random = SeededRandom.Create();
        string app = $"cut{pieceMax}";
        using MemoryStream sent = new();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", engine.Ports[0], TestContext.Current.CancellationToken);
        await using CutStream cut = new(new NetworkStream(socket), random, pieceMin, pieceMax);
        await using SslStream tls = await ConnectAsync(cut);
        cut.IsCutting = true;
        for (int i = 0; i < Messages; i++)
        {
            // Mostly short ones; now and then one of several records.
            int length = pieceMax > 1_000 && random.Next(100) == 0 ? random.Next(1, 50_000) : random.Next(1, 300);
            await tls.WriteAsync(Wire.Frame(app, $"{i}:{new string('x', length)}:{i}"), TestContext.Current.CancellationToken);
        }

        await cut.SendAllAsync();
        string file = Path.Combine(engine.Host.LogDir, app, "root.log");
        using CancellationTokenSource limit = new(Limit);
        while (!File.Exists(file) || File.ReadLines(file).Count() < Messages)
            await Task.Delay(20, limit.Token);
        string[] lines = await File.ReadAllLinesAsync(file, limit.Token);
        Assert.Equal(Messages, lines.Length);
        Assert.All(lines.Index(), static line => Assert.True(
            line.Item.Contains($" {line.Index}:x", StringComparison.Ordinal) && line.Item.Contains($"x:{line.Index}", StringComparison.Ordinal), line.Item));
    }

    private async Task<SslStream> ConnectAsync(Stream stream)
    {
        string pem = engine.File("cut.pem");
        await File.WriteAllTextAsync(pem, new BadCertificate("none", default).MakeGood(engine.Root));
        var tls = new SslStream(stream);
#pragma warning disable CA5359 // The server is ours.
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(pem), null, offline: true),
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        });
#pragma warning restore CA5359
        return tls;
    }

    /// <summary>Gathers what is written, then sends it in pieces that know nothing of records.</summary>
    private sealed class CutStream(NetworkStream inner, Random random, int pieceMin, int pieceMax) : Stream
    {
        private readonly MemoryStream _gathered = new();

        public bool IsCutting { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public async Task SendAllAsync()
        {
            ReadOnlyMemory<byte> rest = _gathered.ToArray();
            while (!rest.IsEmpty)
            {
                int piece = Math.Min(rest.Length, random.Next(pieceMin, pieceMax + 1));
                await inner.WriteAsync(rest[..piece]);
                rest = rest[piece..];
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!IsCutting)
                return inner.WriteAsync(buffer, cancellationToken);
            _gathered.Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
