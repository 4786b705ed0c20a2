namespace LogHog.Engine.Query.Parsing;

/// <summary>One token of a query.</summary>
/// <param name="Text">What it means: a quoted token without its quotes and escapes. Empty and not quoted = the end.</param>
/// <param name="Position">Where it starts in the query.</param>
/// <param name="Length">Length as written.</param>
/// <param name="IsQuoted">Quoted tokens are never keywords.</param>
/// <param name="SpaceBefore">Whether white space or a comment stands before it.</param>
internal readonly record struct Token(string Text, int Position, int Length, bool IsQuoted, bool SpaceBefore)
{
    public bool IsEnd => !IsQuoted && Text.Length == 0;
}
