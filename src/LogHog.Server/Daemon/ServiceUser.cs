namespace LogHog.Server.Daemon;

/// <summary>The user that the daemon becomes once its ports are bound (<c>[main] user</c>).</summary>
internal sealed record ServiceUser(string Name, uint UserId, uint GroupId)
{
    /// <returns>Null when nothing has to change: none is named, or we are that user already.</returns>
    /// <exception cref="StartFailure">No such user, or we may not become it.</exception>
    public static ServiceUser? Find(string? name)
    {
        if (name is null) return null;
        nint entry = LinuxCalls.PasswordEntry(name);
        if (entry == 0)
        {
            throw new StartFailure(
                $"[main] user = {name}: there is no such user here. Create it (useradd --system {name}) or name another.")
            {
                Code = ExitCode.Configuration,
            };
        }

        ServiceUser user = FromEntry(name, entry);
        uint current = LinuxCalls.EffectiveUser();
        if (current == user.UserId) return null;
        if (current != 0) throw new StartFailure($"Only root can become the user {name}: start loghogd as root or as {name}.");
        return user;
    }

    /// <summary>
    /// Becomes this user for good, in every thread: glibc carries the change to all threads of the process (nptl(7), "setxid").
    /// </summary>
    /// <exception cref="StartFailure">The system refused.</exception>
    public void Become()
    {
        Check(LinuxCalls.SetGroupsOf(Name, GroupId), "initgroups");
        Check(LinuxCalls.SetGroup(GroupId), "setgid");
        Check(LinuxCalls.SetUser(UserId), "setuid");
        if (UserId != 0 && LinuxCalls.SetUser(0) == 0)
            throw new StartFailure($"After becoming {Name} the way back to root was still open. Refusing to serve.");
        // A process that changed its user loses /proc/self to root, and with it its own list of descriptors.
        Check(LinuxCalls.ProcessControl(LinuxCalls.SetDumpable, 1, 0, 0, 0), "prctl");
    }

    private static unsafe ServiceUser FromEntry(string name, nint entry)
    {
        // struct passwd: two pointers (name, password), then uid and gid.
        var ids = (uint*)(entry + (2 * sizeof(nint)));
        return new ServiceUser(name, ids[0], ids[1]);
    }

    private void Check(int result, string call)
    {
        if (result != 0) throw new StartFailure($"Cannot become the user {Name}: {call}: {LinuxCalls.LastError()}.");
    }
}
