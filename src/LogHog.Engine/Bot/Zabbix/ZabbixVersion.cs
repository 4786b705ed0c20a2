using System.Globalization;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Bot.Zabbix;

/// <summary>What its API looks like: Zabbix changed how one signs in twice.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ZabbixVersion(int Major, int Minor)
{
    /// <summary>From 6.4 on the token stands in a header; 7.2 knows no other way.</summary>
    public bool TakesBearer => IsAtLeast(6, 4);

    /// <summary>From 5.4 on <c>user.login</c> calls it <c>username</c>; 6.4 knows no other name.</summary>
    public string UserMember => IsAtLeast(5, 4) ? "username" : "user";

    /// <summary>API tokens came with 5.4.</summary>
    public bool HasTokens => IsAtLeast(5, 4);

    /// <param name="text">As <c>apiinfo.version</c> says it: <c>6.0.14</c>, <c>7.0.0rc1</c>.</param>
    /// <returns>Null = that is no version.</returns>
    public static ZabbixVersion? Parse(string text)
    {
        string[] parts = text.Split('.');
        return parts.Length >= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            ? new ZabbixVersion(major, minor)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    private bool IsAtLeast(int major, int minor) => Major > major || (Major == major && Minor >= minor);
}
