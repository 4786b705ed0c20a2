using System.Globalization;
using System.Text;

namespace LogHog.Server.Http.Select;

/// <summary>Any text in a header or trailer field.</summary>
internal static class HeaderText
{
    /// <summary>Percent-encodes, as UTF-8, what is more than printable ASCII, and the percent sign.</summary>
    public static string Printable(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(static b =>
        b is >= 0x20 and < 0x7f and not (byte)'%' ? ((char)b).ToString() : string.Create(CultureInfo.InvariantCulture, $"%{b:X2}")));
}
