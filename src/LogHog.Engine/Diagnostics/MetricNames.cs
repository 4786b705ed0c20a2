using System.Text.Json;

namespace LogHog.Engine.Diagnostics;

/// <summary>How names of ours are spelled where metrics and logs show them.</summary>
public static class MetricNames
{
    /// <summary>A closed enum's member as a label value: <c>FrameTooLarge</c> → <c>frame_too_large</c>.</summary>
    public static string Label<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
