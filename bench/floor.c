/* The floor: what receiving bytes over TCP and writing them to one file costs at all, with no protocol, no routing and no
   formatting. Usage: floor PORT FILE. Serves any number of connections in one thread until SIGTERM. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER_BYTES = 256 * 1024, EVENTS = 64, BACKLOG = 512 };

struct connection {
    int socket;
    size_t filled;
    char buffer[BUFFER_BYTES];
};

static void fail(const char *what)
{
    perror(what);
    exit(70);
}

static int listen_on(int port)
{
    int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, BACKLOG) != 0)
        fail("listen");
    return listener;
}

static void watch(int poller, int descriptor, void *data)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = data};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) != 0)
        fail("epoll_ctl");
}

static void welcome(int poller, int listener)
{
    struct connection *connection = malloc(sizeof *connection);
    connection->filled = 0;
    connection->socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (connection->socket < 0)
        fail("accept");
    watch(poller, connection->socket, connection);
}

/* Writes whole lines only: the start of a line would be torn by another connection's. The rest waits in the buffer. */
static int serve(struct connection *connection, int file)
{
    char *buffer = connection->buffer;
    ssize_t got = read(connection->socket, buffer + connection->filled, BUFFER_BYTES - connection->filled);
    if (got <= 0)
        return 0;
    connection->filled += got;
    char *last = memrchr(buffer, '\n', connection->filled);
    if (last == NULL)
        return connection->filled < BUFFER_BYTES;
    size_t whole = last - buffer + 1;
    if (write(file, buffer, whole) != (ssize_t)whole)
        fail("write");
    connection->filled -= whole;
    memmove(buffer, buffer + whole, connection->filled);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: floor PORT FILE\n");
        return 64;
    }
    int file = open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (file < 0)
        fail(argv[2]);
    int listener = listen_on(atoi(argv[1])), poller = epoll_create1(EPOLL_CLOEXEC);
    watch(poller, listener, NULL);
    for (;;) {
        struct epoll_event ready[EVENTS];
        int count = epoll_wait(poller, ready, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            struct connection *connection = ready[i].data.ptr;
            if (connection == NULL)
                welcome(poller, listener);
            else if (!serve(connection, file)) {
                close(connection->socket);
                free(connection);
            }
        }
    }
}
