using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LogHog.Engine.Acme;

/// <summary>A name that a certificate is for: a DNS name, perhaps with a star in front, or an address (RFC 8738).</summary>
/// <param name="Address">Null = a DNS name.</param>
/// <param name="Value">In lower case; addresses in their one canonical form (RFC 5952).</param>
public sealed record AcmeIdentifier(IPAddress? Address, string Value)
{
    private const int NameCharsMax = 253;
    private const int LabelCharsMax = 63;

    /// <summary><c>dns</c> or <c>ip</c>, as in an order.</summary>
    public string Type => Address is null ? "dns" : "ip";

    public bool IsWildcard => Value.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>Without the star: what an authorization of it says (RFC 8555 §7.1.4).</summary>
    public string BaseValue => IsWildcard ? Value[2..] : Value;

    /// <summary>The name that a client asks for in TLS: an address has none but its name for reverse look-up (RFC 8738 §6).</summary>
    public string ServerName => Address switch
    {
        null => BaseValue,
        { AddressFamily: AddressFamily.InterNetwork } => string.Join('.', Address.GetAddressBytes().Reverse()) + ".in-addr.arpa",
        _ => string.Join('.', Convert.ToHexStringLower(Address.GetAddressBytes()).Reverse()) + ".ip6.arpa",
    };

    /// <returns>Null when it is neither; then <paramref name="problem"/> says what to write.</returns>
    public static AcmeIdentifier? Parse(string text, out string problem)
    {
        problem = "";
        if (IPAddress.TryParse(text, out IPAddress? address) && IsWhole(text, address))
            return new AcmeIdentifier(address, address.ToString());
        string name = text.ToLowerInvariant();
        string rest = name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name;
        string[] labels = rest.Split('.');
        if (!Ascii.IsValid(name))
            problem = "write the name as DNS has it (xn--…)";
        else if (name.Length > NameCharsMax || !labels.All(IsLabel))
            problem = "write a name such as logs.example.org, *.example.org or an address such as 192.0.2.1";
        else if (int.TryParse(labels[^1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            problem = "a name does not end with a number, and an IPv4 address has four";
        return problem.Length == 0 ? new AcmeIdentifier(null, name) : null;
    }

    // "1" and "0x7f.1" are taken as addresses, too, which nobody means.
    private static bool IsWhole(string text, IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId == 0 && !text.Contains('[') : address.ToString() == text;

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LabelCharsMax && label[0] != '-' && label[^1] != '-'
        && label.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
