using System.Runtime.CompilerServices;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.LogHogV1;

/// <summary>The keys of a payload that mean something to the server (spec §1); the value is the slot.</summary>
internal enum PayloadKey
{
    Version,
    AppId,
    Module,
    Stamp,
    Nsecs,
    Hostname,
    Body,
    Signature,
    KeyId,
    Nonce,
    Unknown,
}

/// <summary>What stood under one key: only the last of several counts, as in Python's json.</summary>
internal readonly record struct PayloadValue(JsonKind Kind, ReadOnlyMemory<byte> Text)
{
    /// <summary>Absent, or null, which says the same for an optional key.</summary>
    public bool IsAbsent => Kind is JsonKind.Missing or JsonKind.Null;
}

[InlineArray((int)PayloadKey.Unknown)]
internal struct PayloadValues
{
    private PayloadValue _first;
}

internal static class PayloadKeys
{
    public static PayloadKey Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when name.SequenceEqual("body"u8) => PayloadKey.Body,
        5 when name.SequenceEqual("stamp"u8) => PayloadKey.Stamp,
        5 when name.SequenceEqual("nsecs"u8) => PayloadKey.Nsecs,
        5 when name.SequenceEqual("nonce"u8) => PayloadKey.Nonce,
        6 when name.SequenceEqual("app_id"u8) => PayloadKey.AppId,
        6 when name.SequenceEqual("module"u8) => PayloadKey.Module,
        6 when name.SequenceEqual("key_id"u8) => PayloadKey.KeyId,
        7 when name.SequenceEqual("version"u8) => PayloadKey.Version,
        8 when name.SequenceEqual("hostname"u8) => PayloadKey.Hostname,
        9 when name.SequenceEqual("signature"u8) => PayloadKey.Signature,
        _ => PayloadKey.Unknown,
    };
}
