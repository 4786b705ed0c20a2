using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.Clef;

/// <summary>Makes an event of fields that have CLEF's names; a message template without its message is rendered.</summary>
internal sealed class ClefAssembly(RecordOptions options)
{
    private static readonly byte[] TemplateName = "message_template"u8.ToArray();

    private readonly RecordAssembly _assembly = new(options);
    private readonly MessageTemplate _template = new(options.LineBytesMax);

    /// <param name="logEvent">Its fields are those that were read.</param>
    /// <param name="texts">Where a rendered message goes.</param>
    public RejectReason Fill(LogEvent logEvent, ScratchMemory texts)
    {
        TakeTemplate(logEvent, texts);
        return _assembly.Fill(logEvent);
    }

    /// <summary>The template is a field of its own: it tells what kind of event this is.</summary>
    private void TakeTemplate(LogEvent logEvent, ScratchMemory texts)
    {
        List<EventField> fields = logEvent.Fields;
        int template = FieldSource.IndexOf(fields, "@mt"u8);
        int renderings = FieldSource.IndexOf(fields, "@r"u8);
        if (template >= 0 && FieldSource.IndexOf(fields, "@m"u8) < 0)
            logEvent.Body = _template.Render(fields[template].Value, fields, renderings < 0 ? default : fields[renderings].Value, texts);
        if (template >= 0)
            fields[template] = fields[template] with { Name = TemplateName };
        if (renderings >= 0 && template >= 0)
            fields.RemoveAt(renderings);
    }
}
