namespace LogHog.Engine.Inputs.Following;

/// <summary>Whose stack traces are known.</summary>
[Flags]
internal enum TraceKinds : byte
{
    None = 0,
    Java = 1,
    Python = 2,
    Go = 4,
    DotNet = 8,
}
