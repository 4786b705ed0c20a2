using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;
using LogHog.Engine.Diagnostics;

namespace LogHog.Cli.Certificates;

/// <summary>The options that <c>cert server</c> and <c>cert client</c> have in common.</summary>
internal sealed class NewCertOptions
{
    // Two years and some weeks: long enough to be renewed with a yearly round. Apple's clients accept 825 days at most, and an hour of
    // them is gone already.
    public const int CertificateDays = 824;

    // Ten years: an authority is replaced together with everything that it has signed.
    public const int AuthorityDays = 3650;

    // The first LogHog's 1,000 years.
    private const int DaysMax = 365_000;

    // A machine whose clock is a little late takes it nevertheless.
    private static readonly TimeSpan Backdate = TimeSpan.FromHours(1);

    public Option<string[]> Names { get; } = new("--san")
    {
        HelpName = "NAME,…",
        Description = "Further host names and addresses that it holds for, with commas between them.",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = static _ => [],
    };

    public Option<int> Days { get; } = new("--days")
    {
        HelpName = "N",
        Description = $"How long it is valid, but never longer than the authority (default: {CertificateDays}; at most {DaysMax}, the first LogHog's 1,000 years).",
        DefaultValueFactory = static _ => CertificateDays,
    };

    public Option<bool> Rsa { get; } = new("--rsa") { Description = "An RSA key of 3,072 bits instead of ECDSA P-256, for clients that are older than TLS 1.2." };

    public Option<string> Folder { get; } = new("--folder")
        { HelpName = "FOLDER", Description = "Where the files are made (default: the current folder).", DefaultValueFactory = static _ => "." };

    public Option<bool> Force { get; } = new("--force", "-f") { Description = "Replace a file that exists." };

    public KeyKind Key(ParseResult parsed) => parsed.GetValue(Rsa) ? KeyKind.Rsa : KeyKind.Ecdsa;

    public static DateTimeOffset NotBefore => Now - Backdate;

    /// <summary>Null when there are too many days, or none.</summary>
    public static DateTimeOffset? NotAfter(int days) => days is > 0 and <= DaysMax ? Now.AddDays(days) : null;

    public static string WhatDaysToWrite(string option) => $"{option}: write a number from 1 to {DaysMax}";

    /// <summary>Names and addresses, sorted out.</summary>
    /// <returns>The first that is neither; null when all are.</returns>
    public static string? Sort(IEnumerable<string> texts, List<string> names, List<IPAddress> addresses)
    {
        foreach (string text in texts.SelectMany(static one => one.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (IPAddress.TryParse(text, out IPAddress? address) && (text.Contains(':') || text.Count(static c => c == '.') == 3))
                AddOnce(addresses, address);
            else if (CertificateNames.IsHostName(text, wildcard: true))
                AddOnce(names, text);
            else
                return text;
        }

        return null;
    }

    /// <summary>Judges a new certificate as a peer would: what an authority may not sign, or has become too old for, is not made.</summary>
    /// <exception cref="CertificateFileException">No peer would take it.</exception>
    public static void Verify(X509Certificate2 certificate, X509Certificate2 authority, CertificatePurpose purpose)
    {
        CertificateVerdict verdict = new CertificateVerifier([authority], [], purpose).Verify(certificate, [], TimeProvider.System.GetUtcNow());
        if (verdict.Refusal != TlsRefusal.None)
            throw new CertificateFileException(
                $"{certificate.Subject} is not made, because peers would refuse it: {MetricNames.Label(verdict.Refusal)} ({verdict.Detail}): {TlsRefusalAdvice.For(verdict.Refusal)}");
    }

    private static DateTimeOffset Now =>
        DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    private static void AddOnce<T>(List<T> list, T item)
    {
        if (!list.Contains(item))
            list.Add(item);
    }

    public static string Day(DateTime notAfter) => notAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
