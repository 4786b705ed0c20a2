using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Configuration;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Server.Daemon;

namespace LogHog.Server.Http;

/// <summary>An address that an <c>[input:NAME]</c> has to itself, as bound.</summary>
internal sealed record BoundInput(IPEndPoint Address, string Input, HttpInputType Type, string Kind)
{
    public const string Http = "http";
    public const string Https = "https";
    public const string Grpc = "grpc";
}

/// <summary>Every address of the web server with its socket.</summary>
internal sealed class BoundAddresses : IDisposable
{
    private readonly Dictionary<IPEndPoint, Socket> _sockets = [];
    private readonly List<IPEndPoint> _main = [];
    private readonly List<BoundInput> _inputs = [];

    /// <summary>The HTTP port's.</summary>
    public IReadOnlyList<IPEndPoint> Main => _main;

    public IReadOnlyList<BoundInput> Inputs => _inputs;

    public bool IsEmpty => _sockets.Count == 0;

    public Socket Socket(IPEndPoint address) => _sockets[address];

    /// <exception cref="StartFailure">An address cannot be had.</exception>
    public static BoundAddresses Bind(ServerSettings settings)
    {
        BoundAddresses bound = new();
        try
        {
            foreach (IPEndPoint address in settings.Http.Listen)
                bound._main.Add(bound.Bind(address, "[http] listen"));
            foreach (InputSettings input in settings.Inputs)
            {
                bound.Bind(input, BoundInput.Http, input.Http);
                bound.Bind(input, BoundInput.Https, input.Https);
                bound.Bind(input, BoundInput.Grpc, input.Grpc);
            }

            return bound;
        }
        catch
        {
            bound.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (Socket socket in _sockets.Values) socket.Dispose();
    }

    private void Bind(InputSettings input, string kind, IReadOnlyList<IPEndPoint> addresses)
    {
        foreach (IPEndPoint address in addresses)
            _inputs.Add(new BoundInput(Bind(address, $"[input:{input.Name}] {kind}"), input.Name, HttpInputTypes.Find(input.Type)!, kind));
    }

    private IPEndPoint Bind(IPEndPoint address, string key)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            socket.Bind(address);
            // Listening tells at once when another process has the port; Kestrel's own Listen does no harm after it.
            socket.Listen();
            var at = (IPEndPoint)socket.LocalEndPoint!;
            _sockets.Add(at, socket);
            return at;
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            throw new StartFailure(BindFailure.Message("http", address, key, cause), cause);
        }
    }
}
