// Preloaded into Debian's adbd (eng/requirements-debian.txt, docs/devices.md): system properties from the file that ADBD_PROPS
// names, a line KEY=VALUE each; sockets on loopback only; no vsock, on which the adbd of a container fails.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>

namespace android::base {
// In place of libbase's, which asks Android's property service.
__attribute__((visibility("default"))) std::string GetProperty(const std::string& key, const std::string& fallback) {
  const char* path = getenv("ADBD_PROPS");
  FILE* file = path ? fopen(path, "re") : nullptr;
  if (!file) return fallback;
  std::string found = fallback;
  char line[1024];
  while (fgets(line, sizeof line, file)) {
    line[strcspn(line, "\r\n")] = 0;
    char* equals = strchr(line, '=');
    if (!equals) continue;
    *equals = 0;
    if (key == line) found = equals + 1;
  }
  fclose(file);
  return found;
}
}

template <typename F> static F next(const char* name) { return reinterpret_cast<F>(dlsym(RTLD_NEXT, name)); }

extern "C" int socket(int domain, int type, int protocol) {
  if (domain == AF_VSOCK) {
    errno = EAFNOSUPPORT;
    return -1;
  }
  return next<int (*)(int, int, int)>("socket")(domain, type, protocol);
}

extern "C" int bind(int fd, const sockaddr* address, socklen_t length) {
  auto call = next<int (*)(int, const sockaddr*, socklen_t)>("bind");
  if (address->sa_family == AF_INET) {
    sockaddr_in v4;
    memcpy(&v4, address, sizeof v4);
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return call(fd, reinterpret_cast<sockaddr*>(&v4), sizeof v4);
  }
  if (address->sa_family == AF_INET6) {
    // ::ffff:127.0.0.1, which clients of IPv4 reach.
    sockaddr_in6 v6;
    memcpy(&v6, address, sizeof v6);
    int off = 0;
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    memset(&v6.sin6_addr, 0, 16);
    v6.sin6_addr.s6_addr[10] = v6.sin6_addr.s6_addr[11] = 0xff;
    v6.sin6_addr.s6_addr[12] = 127;
    v6.sin6_addr.s6_addr[15] = 1;
    return call(fd, reinterpret_cast<sockaddr*>(&v6), sizeof v6);
  }
  return call(fd, address, length);
}
