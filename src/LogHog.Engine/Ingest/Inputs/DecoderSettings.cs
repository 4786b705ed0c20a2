using LogHog.Engine.Configuration;

namespace LogHog.Engine.Ingest.Inputs;

/// <summary>What a protocol's decoders and sessions are made for.</summary>
/// <param name="Limits">What a peer may cost.</param>
/// <param name="Input">The section's settings; null = LogHog's own addresses, which have none.</param>
/// <param name="Time">The clock, for who must wait for the rest of something.</param>
internal sealed record DecoderSettings(LimitSettings Limits, InputSettings? Input, TimeProvider Time);
