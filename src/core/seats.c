/*
 * Seat arithmetic: see seats.h.
 */
#include "core/seats.h"

#include "base/rc.h"
#include "base/text.h"

#include <stddef.h>

static const char *const status_names[LIC_SUB_STATUS_MAX_] = {
	[LIC_SUB_ENABLED] = "Enabled",
	[LIC_SUB_WARNING] = "Warning",
	[LIC_SUB_SUSPENDED] = "Suspended",
	[LIC_SUB_DELETED] = "Deleted",
	[LIC_SUB_LOCKED_OUT] = "LockedOut",
};

static const char *const channel_names[LIC_CHANNEL_MAX_] = {
	[LIC_CHANNEL_DIRECT] = "Direct",
	[LIC_CHANNEL_PREPAID] = "Prepaid",
	[LIC_CHANNEL_RESELLER] = "Reseller",
	[LIC_CHANNEL_VOLUME] = "Volume",
	[LIC_CHANNEL_SELF_SERVICE] = "SelfService",
	[LIC_CHANNEL_TRIAL] = "Trial",
};

int64_t lic_seats_capacity(const struct lic_seats *seats)
{
	return seats->enabled + seats->warning - seats->self_service;
}

int64_t lic_seats_available(const struct lic_seats *seats)
{
	int64_t available = lic_seats_capacity(seats) - seats->consumed - seats->reserved;

	return available > 0 ? available : 0;
}

int64_t lic_seats_excess(const struct lic_seats *seats)
{
	int64_t excess = seats->consumed - lic_seats_capacity(seats);

	return excess > 0 ? excess : 0;
}

bool lic_seats_is_unlimited(const struct lic_seats *seats)
{
	return lic_seats_capacity(seats) >= LIC_SEATS_UNLIMITED;
}

int64_t lic_seats_shown(int64_t count)
{
	return count >= LIC_SEATS_UNLIMITED ? LIC_SEATS_SHOWN : count;
}

int64_t lic_seats_shown_available(const struct lic_seats *seats)
{
	if (!lic_seats_is_unlimited(seats)) {
		return lic_seats_available(seats);
	}
	return seats->consumed < LIC_SEATS_SHOWN ? LIC_SEATS_SHOWN - seats->consumed : 0;
}

enum lic_sub_status lic_seats_capability(const struct lic_seats *seats)
{
	if (seats->enabled > 0) {
		return LIC_SUB_ENABLED;
	}
	if (seats->warning > 0) {
		return LIC_SUB_WARNING;
	}
	if (seats->locked_out > 0) {
		return LIC_SUB_LOCKED_OUT;
	}
	return seats->suspended > 0 ? LIC_SUB_SUSPENDED : LIC_SUB_DELETED;
}

void lic_seats_add(struct lic_seats *seats, enum lic_sub_status status, enum lic_channel channel,
	int64_t count)
{
	switch (status) {
	case LIC_SUB_ENABLED:
		seats->enabled += count;
		break;
	case LIC_SUB_WARNING:
		seats->warning += count;
		break;
	case LIC_SUB_SUSPENDED:
		seats->suspended += count;
		break;
	case LIC_SUB_LOCKED_OUT:
		seats->locked_out += count;
		break;
	case LIC_SUB_DELETED:
	case LIC_SUB_STATUS_MAX_:
		break;
	}
	if (channel == LIC_CHANNEL_SELF_SERVICE &&
		(status == LIC_SUB_ENABLED || status == LIC_SUB_WARNING)) {
		seats->self_service += count;
	}
}

static bool find_name(const char *const *names, size_t count, const char *name, size_t *ret_index)
{
	for (size_t i = 0; i < count; i++) {
		if (lic_text_equal_nocase(names[i], name)) {
			*ret_index = i;
			return true;
		}
	}
	return false;
}

const char *lic_sub_status_name(enum lic_sub_status status)
{
	return (size_t)status < LIC_COUNT(status_names) ? status_names[status] : "unknown";
}

bool lic_sub_status_parse(const char *name, enum lic_sub_status *ret_status)
{
	size_t index = 0;

	if (!find_name(status_names, LIC_COUNT(status_names), name, &index)) {
		return false;
	}
	*ret_status = (enum lic_sub_status)index;
	return true;
}

const char *lic_channel_name(enum lic_channel channel)
{
	return (size_t)channel < LIC_COUNT(channel_names) ? channel_names[channel] : "unknown";
}

bool lic_channel_parse(const char *name, enum lic_channel *ret_channel)
{
	size_t index = 0;

	if (!find_name(channel_names, LIC_COUNT(channel_names), name, &index)) {
		return false;
	}
	*ret_channel = (enum lic_channel)index;
	return true;
}
