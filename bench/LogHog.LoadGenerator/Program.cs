using System.CommandLine;
using LogHog.LoadGenerator;

return await new RootCommand("Makes load for a log server, and checks what became of it.")
{
    SendCommand.Create(),
    VerifyCommand.Create(),
}.Parse(args).InvokeAsync();
