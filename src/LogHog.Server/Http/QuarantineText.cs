using LogHog.Engine.Diagnostics;

namespace LogHog.Server.Http;

/// <summary>"3 applications send but have no facility": said wherever somebody looks.</summary>
internal static class QuarantineText
{
    /// <returns>Empty when every application has a facility.</returns>
    public static string Summary(IReadOnlyList<QuarantinedSource> quarantined)
    {
        int count = quarantined.Select(source => source.App).Distinct(StringComparer.Ordinal).Count();
        return count switch
        {
            0 => "",
            1 => "1 application sends but has no facility",
            _ => $"{count} applications send but have no facility",
        };
    }
}
