namespace LogHog.Harness.Peers;

/// <summary>A server that can be spoken to by RELP, and what its answer means.</summary>
/// <param name="Peer">The server.</param>
/// <param name="RelpPort">Where it listens for RELP; 0 = on the port that it is started on.</param>
/// <param name="Promise">As printed.</param>
internal sealed record RelpPeer(Peer Peer, int RelpPort, string Promise)
{
    public static RelpPeer LogHog(Workplace workplace, string durability)
    {
        int port = Workplace.FreePort();
        return new RelpPeer(
            new LogHogPeer(workplace.Loghogd) { MoreSettings = $"[input:relp]\ntcp = 127.0.0.1:{port}\ndurability = {durability}\n" }, port, durability);
    }

    /// <summary>rsyslog's imrelp into a file that is synced.</summary>
    /// <param name="isDirect">Without a queue, so that an answer means that the message is on the disk; else it means that it is queued in memory.</param>
    public static RelpPeer Rsyslog(bool isDirect) => new(new RsyslogRelpPeer(isDirect), 0, isDirect ? "synced" : "queued, the file synced later");

    private sealed record RsyslogRelpPeer(bool IsDirect) : Peer("rsyslog imrelp", "rfc5424")
    {
        public override ServerStart Prepare(string folder, int port)
        {
            string logs = Path.Combine(folder, "logs");
            string configuration = Path.Combine(folder, "rsyslog.conf");
            Directory.CreateDirectory(logs);
            File.WriteAllText(configuration, $$"""
                global(workDirectory="{{folder}}")
                module(load="imrelp")
                ruleset(name="write" {{(IsDirect ? "queue.type=\"direct\"" : "queue.type=\"fixedArray\" queue.size=\"250000\" queue.dequeueBatchSize=\"4096\"")}}) {
                    action(type="omfile" file="{{logs}}/all.log" template="RSYSLOG_FileFormat" sync="on" flushOnTXEnd="on")
                }
                input(type="imrelp" port="{{port}}" ruleset="write")

                """);
            // Without this directive rsyslog passes sync="on" by.
            File.AppendAllText(configuration, "$ActionFileEnableSync on\n");
            return new ServerStart("/usr/sbin/rsyslogd", ["-n", "-i", Path.Combine(folder, "rsyslogd.pid"), "-f", configuration], logs);
        }
    }
}
