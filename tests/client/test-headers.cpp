// SPDX-License-Identifier: MIT
// The public headers are C++ too, and what they declare links.
#include <yamp/yamp.h>

#include <cstdio>

int main()
{
	yamp_device *device = yamp_device_open(nullptr, nullptr);
	yamp_provider_status status = {};
	bool ok = device && !yamp_device_provider(device, 0, &status);

	yamp_device_close(device);
	std::printf("%s 1 - libyamp from C++\n1..1\n", ok ? "ok" : "not ok");
	return ok ? 0 : 1;
}
