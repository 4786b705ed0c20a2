using System.Text;
using LogHog.Engine.Configuration.Ini;

namespace LogHog.Engine.Tests.Configuration;

public sealed class IniReaderTests
{
    [Theory]
    [InlineData("[s]\nkey = value", "value")]
    [InlineData("[s]\nkey=value", "value")]
    [InlineData("[s]\nkey: value", "value")]
    [InlineData("[s]\nKEY = value", "value")]
    [InlineData("[s]\nkey = a = b : c", "a = b : c")]
    [InlineData("[s]\nkey = value ; comment", "value")]
    [InlineData("[s]\nkey = value\t; comment", "value")]
    [InlineData("[s]\nkey = val;ue", "val;ue")]
    [InlineData("[s]\nkey = value # no comment", "value # no comment")]
    [InlineData("[s]\nkey = 50 %(percent)s", "50 %(percent)s")]
    [InlineData("[s]\nkey = one\n  two\n\tthree", "one\ntwo\nthree")]
    [InlineData("[s]\nkey = one\n\n; comment\n# comment\nrem comment\n  two", "one\ntwo")]
    [InlineData("[s]\nkey =", "")]
    [InlineData("[s]\nkey = \"\"", "")]
    [InlineData("[s]\nkey = \"quoted\"", "\"quoted\"")]
    [InlineData("[s]\nkey = 1\nkey = 2", "2")]
    [InlineData("[s]\nkey = 1\n[t]\n[s]\nkey = 2", "2")]
    [InlineData("[s]\r\nkey = value\r\n", "value")]
    [InlineData("\ufeff[s]\nkey = value", "value")]
    [InlineData("[s]\nkey = Ana María", "Ana María")]
    [InlineData("[s] ; comment\nkey = value", "value")]
    public void Reads_a_value(string text, string expected)
    {
        IniFile file = Read(text);

        Assert.Empty(file.Errors);
        IniValue value = file.Sections[0].Values[0];
        Assert.Equal(("key", expected), (value.Key, value.Text));
    }

    [Fact]
    public void Keeps_the_line_on_which_each_value_begins()
    {
        IniFile file = Read("; head\n[s]\n\na = 1\n  2\nb = 3\n[t]\nc = 4");

        Assert.Equal([("a", 4), ("b", 6), ("c", 8)], file.Sections.SelectMany(section => section.Values.Select(value => (value.Key, value.Line))));
        Assert.Equal([("s", 2), ("t", 7)], file.Sections.Select(section => (section.Name, section.Line)));
    }

    [Fact]
    public void Sections_are_case_sensitive() =>
        Assert.Equal(["s", "S"], Read("[s]\na=1\n[S]\na=2").Sections.Select(section => section.Name));

    [Theory]
    [InlineData("key = value\n[s]", 1, "before the first section")]
    [InlineData("[s]\nnonsense", 2, "write key = value")]
    [InlineData("[s]\n= value", 2, "write key = value")]
    [InlineData("[s]\n  key = value", 2, "write key = value")]
    [InlineData("[]\n[s]", 1, "before the first section")]
    public void Tells_the_line_that_cannot_be_read(string text, int line, string hint)
    {
        IniRemark error = Assert.Single(Read(text).Errors);

        Assert.Equal(line, error.Line);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_a_line_that_is_not_UTF8()
    {
        IniRemark error = Assert.Single(IniReader.Read([.. "[s]\na = "u8, 0xE4, .. "\nb = 1"u8]).Errors);

        Assert.Equal(2, error.Line);
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[s]\nkey = 1\nkey = 2", 3)]
    [InlineData("[s]\nkey = 1\n[s]\n", 3)]
    [InlineData("[s]\nkey = 1\n  ; no comment", 3)]
    [InlineData("[s]\nkey = ; no comment", 2)]
    [InlineData("[s]\nkey = a;b ; no comment", 2)]
    [InlineData("[s] key = value", 1)]
    public void Warns_of_what_Python_reads_otherwise_than_people_do(string text, int line)
    {
        IniFile file = Read(text);

        Assert.Empty(file.Errors);
        Assert.Equal(line, Assert.Single(file.Warnings).Line);
    }

    private static IniFile Read(string text) => IniReader.Read(Encoding.UTF8.GetBytes(text));
}
