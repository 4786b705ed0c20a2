using System.Globalization;
using System.Text;

namespace LogHog.Server.Http;

/// <summary>
/// Writes the Prometheus text format, version 0.0.4: for each metric HELP and TYPE once, then its samples.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
/// </summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new(16 * 1024);
    private string _name = "";

    public PrometheusText Counter(string name, string help) => Begin(name, "counter", help);

    public PrometheusText Gauge(string name, string help) => Begin(name, "gauge", help);

    /// <summary>A sample of the metric begun last, with its labels as name and value.</summary>
    public PrometheusText Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(_name);
        for (int i = 0; i < labels.Length; i++)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"");
            Escape(labels[i].Value, quoted: true);
            _text.Append('"');
        }

        return Value(value, close: labels.Length > 0);
    }

    /// <summary>A sample whose labels are already in the format's form, without the braces.</summary>
    public PrometheusText SampleWith(string labels, double value)
    {
        _text.Append(_name);
        if (labels.Length > 0) _text.Append('{').Append(labels);
        return Value(value, close: labels.Length > 0);
    }

    public override string ToString() => _text.ToString();

    /// <summary><c>FrameTooLarge</c> → <c>frame_too_large</c>.</summary>
    public static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && snake.Length > 0) snake.Append('_');
            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }

    private PrometheusText Begin(string name, string type, string help)
    {
        _name = name;
        _text.Append("# HELP ").Append(name).Append(' ');
        Escape(help, quoted: false);
        _text.Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    private PrometheusText Value(double value, bool close)
    {
        if (close) _text.Append('}');
        string number = double.IsFinite(value)
            ? value.ToString("R", CultureInfo.InvariantCulture)
            : double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        _text.Append(' ').Append(number).Append('\n');
        return this;
    }

    private void Escape(string text, bool quoted)
    {
        foreach (char c in text)
        {
            if (c == '\\') _text.Append("\\\\");
            else if (c == '\n') _text.Append("\\n");
            else if (c == '"' && quoted) _text.Append("\\\"");
            else _text.Append(c);
        }
    }
}
