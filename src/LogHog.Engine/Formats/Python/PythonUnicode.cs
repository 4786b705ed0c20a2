namespace LogHog.Engine.Formats.Python;
internal static class PythonUnicode { public static bool IsNewer(int codePoint) => codePoint < 0; }
