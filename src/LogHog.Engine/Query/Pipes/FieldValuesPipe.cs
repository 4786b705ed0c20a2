using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>field_values f [limit n]</c>: the values of a field with their hits.</summary>
internal static class FieldValuesPipe
{
    public static Pipe Parse(TokenReader reader, string name)
    {
        int at = reader.Position;
        List<string> fields = reader.Is("(")
            ? PipeSyntax.ReadBracketedFields(reader, "after field_values")
            : [PipeSyntax.ReadField(reader, "the field of field_values")];
        if (fields.Count != 1)
        {
            throw new LogsQlException("field_values takes one field", at);
        }

        return new UniqPipe(fields, hits: true, reader.Skip("limit") ? PipeSyntax.ReadCount(reader, "limit") : 0, isFieldValues: true);
    }
}
