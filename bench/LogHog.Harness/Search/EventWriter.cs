namespace LogHog.Harness.Search;

/// <summary>
/// Writes the events of one file in the standard format, without the server's own code: access lines as web servers have them,
/// what sshd and sudo say, and lines of applications with ids, levels, JSON and tracebacks.
/// </summary>
internal sealed class EventWriter(StreamFile file, LineText text, PlantedTruth truth, ulong seed)
{
    /// <summary>The data's day, in UTC: the same lines whenever they are made.</summary>
    public static readonly DateTimeOffset Day = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    private const long DayUs = 86_400_000_000;

    private static readonly string[] Methods = ["GET", "GET", "GET", "GET", "POST", "POST", "PUT", "DELETE"];
    private static readonly int[] Statuses = [.. Enumerable.Repeat(200, 80), .. Enumerable.Repeat(204, 6), 301, 302, 304, 304, 304, 401, 403, 404, 404, 404, 429, 500, 502];
    private static readonly string[] Paths = [.. Enumerable.Range(0, 60).Select(static i => $"/api/v{(i % 3) + 1}/{Resources[i % Resources.Length]}/{(i * 37) % 90}"), .. Enumerable.Range(0, 20).Select(static i => $"/static/app.{i}.js")];
    private static readonly string[] People = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "deploy", "backup"];
    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/130.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1", "curl/8.10.1", "okhttp/4.12.0", "Go-http-client/2.0", "python-requests/2.32.3",
    ];
    private static readonly string[] Operations = ["checkout", "reserve stock", "send invoice", "sync customer", "price basket", "load profile"];
    private static readonly string[] Failures = ["ConnectionError", "TimeoutError", "KeyError", "ValueError"];

    private SplitMix _random = new(seed);
    private string _host = "";

    private static string[] Resources => ["orders", "customers", "carts", "prices", "invoices", "sessions", "images"];

    public void Write()
    {
        for (int i = 0; i < file.Events; i++)
        {
            long slotUs = DayUs / file.Events;
            AddTime((DayUs * i / file.Events) + (slotUs > 1 ? _random.Next((int)Math.Min(slotUs, int.MaxValue)) : 0));
            switch (file.Kind)
            {
                case LineKind.Access:
                    AddAccess(isPlanted: i == file.Events / 2 && file.App < 4);
                    break;
                case LineKind.Authentication:
                    AddAuthentication();
                    break;
                default:
                    AddApplication(isPlanted: i == file.Events / 2 && file.Module == 1);
                    break;
            }

            text.EndEvent();
        }

        text.Flush();
        truth.Events += file.Events;
    }

    /// <summary><c>time host tag</c></summary>
    private void AddTime(long us)
    {
        _host = StreamFile.HostName(file.App, _random.Next(StreamFile.HostsEach));
        text.Add("2026-11-20T"u8).AddDigits(us / 3_600_000_000, 2).Add(":"u8).AddDigits(us / 60_000_000 % 60, 2).Add(":"u8)
            .AddDigits(us / 1_000_000 % 60, 2).Add("."u8).AddDigits(us % 1_000_000, 6).Add("+00:00 "u8).Add(_host).Add(" "u8)
            .Add(StreamFile.Modules[file.Module].Name).Add(": "u8);
    }

    private void AddAccess(bool isPlanted)
    {
        int status = _random.Pick(Statuses);
        string path = _random.PickSkewed(Paths);
        int bytes = _random.Next(200, 60_000);
        text.Add(status >= 500 ? "ERROR "u8 : status >= 400 ? "WARN "u8 : "INFO "u8);
        AddAddress();
        text.Add(" - "u8).Add(_random.Next(3) == 0 ? _random.PickSkewed(People) : "-").Add(" \""u8).Add(_random.Pick(Methods)).Add(" "u8).Add(path)
            .Add(" HTTP/1.1\" "u8).Add(status).Add(" "u8).Add(bytes).Add(" \""u8).Add(_random.PickSkewed(Agents))
            .Add("\" {status="u8).Add(status).Add(" path="u8).Add(path).Add(" bytes="u8).Add(bytes).Add(" duration=0."u8).AddDigits(_random.Next(1000), 3).Add(" trace_id="u8);
        AddTrace(isPlanted);
        text.Add("}"u8);
        truth.CommonHits++;
        truth.Status500 += status == 500 ? 1 : 0;
        truth.Errors += status >= 500 ? 1 : 0;
    }

    private void AddAuthentication()
    {
        string who = _random.PickSkewed(People);
        if (StreamFile.Modules[file.Module].Name == "sudo")
        {
            text.Add("INFO "u8).Add(who).Add(" : TTY=pts/"u8).Add(_random.Next(9)).Add(" ; PWD=/home/"u8).Add(who).Add(" ; USER=root ; COMMAND=/usr/bin/systemctl restart "u8)
                .Add(_random.Pick(Operations).Replace(' ', '-')).Add(".service {user="u8).Add(who).Add("}"u8);
            return;
        }

        bool failed = _random.Next(6) == 0;
        text.Add(failed ? "WARN Failed password for "u8 : "INFO Accepted publickey for "u8).Add(who).Add(" from "u8);
        AddAddress();
        text.Add(" port "u8).Add(_random.Next(1024, 65_536)).Add(" ssh2: ED25519 SHA256:"u8).AddHex(_random.Next()).AddHex(_random.Next())
            .Add(" session "u8).Add(_random.Next(100_000)).Add(" {user="u8).Add(who).Add(" pid="u8).Add(_random.Next(300, 32_768)).Add("}"u8);
    }

    private void AddApplication(bool isPlanted)
    {
        int kind = _random.Next(100);
        bool isError = kind < 4;
        text.Add(isError ? "ERROR "u8 : kind < 10 ? "WARN "u8 : kind < 20 ? "DEBUG "u8 : "INFO "u8);
        truth.Errors += isError ? 1 : 0;
        string operation = _random.Pick(Operations);
        if (isError)
        {
            text.Add(operation).Add(" failed for customer "u8).Add(_random.Next(100_000)).Add(" after "u8).Add(_random.Next(30_000)).Add("ms: upstream answered "u8).Add(_random.Pick([500, 502, 503, 504]));
        }
        else if (kind < 29)
        {
            text.Add("request completed: "u8).Add(operation).Add(" for order "u8).Add(_random.Next(1_000_000)).Add(" in "u8).Add(_random.Next(900)).Add("ms, cache "u8).Add(_random.Next(4) == 0 ? "miss"u8 : "hit"u8);
            truth.PhraseHits++;
        }
        else if (kind < 50)
        {
            text.Add("{\"event\": \""u8).Add(operation).Add("\", \"order\": "u8).Add(_random.Next(1_000_000)).Add(", \"customer\": \"c-"u8).Add(_random.Next(100_000))
                .Add("\", \"items\": ["u8).Add(_random.Next(50)).Add(", "u8).Add(_random.Next(50)).Add("], \"retry\": "u8).Add(_random.Next(5) == 0 ? "true}"u8 : "false}"u8);
        }
        else if (kind < 60)
        {
            // Four digits, letters that no hexadecimal number has, a digit: what the expression without a literal looks for.
            text.Add("lock "u8).Add(_random.Next(1000, 10_000)).Add(_random.Pick(["xyz", "klm", "pqr"])).Add(_random.Next(10)).Add(" released after "u8).Add(_random.Next(90)).Add("ms by worker "u8).Add(_random.Next(16));
        }
        else
        {
            text.Add(operation).Add(" started for customer "u8).Add(_random.Next(100_000)).Add(" on shard "u8).Add(_random.Next(32)).Add(", queue depth "u8).Add(_random.Next(400)).Add(", attempt "u8).Add(_random.Next(1, 4));
        }

        if (isPlanted)
        {
            text.Add(" "u8).Add(PlantedTruth.RareWord);
            truth.RareHits++;
        }

        AddApplicationFields(hasTraceback: isError && _random.Next(4) == 0);
    }

    private void AddApplicationFields(bool hasTraceback)
    {
        text.Add(" {user="u8).Add(_random.PickSkewed(People)).Add(" tenant=t"u8).Add(_random.Next(40)).Add(" thread=worker-"u8).Add(_random.Next(16));
        if (_random.Next(2) == 0)
        {
            text.Add(" trace_id="u8);
            AddTrace(isPlanted: false);
        }

        if (!hasTraceback)
        {
            text.Add("}"u8);
            return;
        }

        text.Add(" exception=6}\n\tTraceback (most recent call last):\n\t  File \"/srv/app/handlers.py\", line "u8).Add(_random.Next(900)).Add(", in handle\n\t    result = client.call(payload)\n\t  File \"/srv/app/client.py\", line "u8)
            .Add(_random.Next(900)).Add(", in call\n\t    raise error\n\t"u8).Add(_random.Pick(Failures)).Add(": no answer from 10."u8).Add(_random.Next(9)).Add(".0."u8).Add(_random.Next(256)).Add(":8443"u8);
    }

    private void AddTrace(bool isPlanted)
    {
        if (isPlanted)
        {
            text.Add(PlantedTruth.TraceId);
            truth.TraceHits++;
            return;
        }

        text.AddHex(_random.Next() | 1).AddHex(_random.Next());
    }

    private void AddAddress() => text.Add("10."u8).Add(_random.Next(16)).Add("."u8).Add(_random.Next(256)).Add("."u8).Add(_random.Next(1, 255));
}
