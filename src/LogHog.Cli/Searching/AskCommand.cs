using System.CommandLine;

namespace LogHog.Cli.Searching;

/// <summary>A command that asks a query, on a server or in a folder.</summary>
internal sealed class AskCommand : Command
{
    /// <param name="name">What is typed.</param>
    /// <param name="description">The help; <c>Exit codes</c>, the same for all of them, are added.</param>
    /// <param name="options">What all of them take.</param>
    /// <param name="own">What only this one takes.</param>
    /// <param name="read">From the command line to the request.</param>
    public AskCommand(string name, string description, AskOptions options, Option[] own, Func<ParseResult, Ask> read)
        : base(name, description + """


            Exit codes: 0 found, 1 nothing found, 2 wrong query or command line, 3 not allowed, 4 server not reachable, 5 not everything was read
            """)
    {
        foreach (Option option in own)
            Options.Add(option);
        options.AddTo(this);
        Read = read;
        SetAction((parsed, _) => AskRunner.Run(() => read(parsed)));
    }

    /// <summary>From the command line to the request.</summary>
    public Func<ParseResult, Ask> Read { get; }
}
