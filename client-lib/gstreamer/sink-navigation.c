// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Keys and the pointer in the sink's own window: they go upstream, where there may be menus, and
 * what nobody there takes goes to the application.
 */
#include <gst/video/navigation.h>

#include "log.h"
#include "sink.h"

#define GST_CAT_DEFAULT gst_yamp_sink_debug

/* As far as GStreamer's own windows for Wayland say that one goes; upwards is more. */
#define STEP 10.0

static GstEvent *make_key_event(const struct yamp_input *input)
{
	GstEvent *event;

	if (!input->pressed)
		return gst_navigation_event_new_key_release(input->key,
							    GST_NAVIGATION_MODIFIER_NONE);
	event = gst_navigation_event_new_key_press(input->key, GST_NAVIGATION_MODIFIER_NONE);
	gst_structure_set(gst_event_writable_structure(event),
			  "repeat-delay", G_TYPE_UINT, input->repeat_delay_ms,
			  "repeat-interval", G_TYPE_UINT, input->repeat_every_ms, NULL);
	return event;
}

static GstEvent *make_event(const struct yamp_input *input)
{
	const GstNavigationModifierType none = GST_NAVIGATION_MODIFIER_NONE;

	switch (input->type) {
	case YAMP_INPUT_KEY:
		return make_key_event(input);
	case YAMP_INPUT_MOTION:
		return gst_navigation_event_new_mouse_move(input->x, input->y, none);
	case YAMP_INPUT_BUTTON:
		return input->pressed ?
			gst_navigation_event_new_mouse_button_press(input->button, input->x,
								    input->y, none) :
			gst_navigation_event_new_mouse_button_release(input->button, input->x,
								      input->y, none);
	case YAMP_INPUT_WHEEL:
		return gst_navigation_event_new_mouse_scroll(input->x, input->y,
							     -STEP * input->right,
							     -STEP * input->down, none);
	default:
		return NULL;
	}
}

static gboolean is_wanted(GstYampSink *self)
{
	gboolean wanted;

	GST_OBJECT_LOCK(self);
	wanted = !gst_yamp_sink_look(self)->ignores_input;
	GST_OBJECT_UNLOCK(self);
	return wanted;
}

void gst_yamp_sink_take_input(GstYampSink *self, const struct yamp_input *input)
{
	GstEvent *event = is_wanted(self) ? make_event(input) : NULL;

	if (event)
		g_queue_push_tail(&gst_yamp_sink_state(self)->input, event);
}

void gst_yamp_sink_drop_input(GstYampSink *self)
{
	g_queue_clear_full(&gst_yamp_sink_state(self)->input, (GDestroyNotify)gst_event_unref);
}

void gst_yamp_sink_pass_input(GstYampSink *self)
{
	GstYampDisplay *display = gst_yamp_sink_display(self);
	GQueue events;
	GstEvent *event;

	gst_yamp_display_lock(display);
	events = gst_yamp_sink_state(self)->input;
	g_queue_init(&gst_yamp_sink_state(self)->input);
	gst_yamp_display_unlock(display);
	while ((event = g_queue_pop_head(&events)))
		gst_navigation_send_event_simple(GST_NAVIGATION(self), event);
}

/* An application may send them, too. */
static void send_event(GstNavigation *navigation, GstEvent *event)
{
	GstElement *element = GST_ELEMENT(navigation);

	GST_LOG_OBJECT(element, "%" GST_PTR_FORMAT, gst_event_get_structure(event));
	if (!gst_pad_push_event(GST_BASE_SINK_PAD(element), gst_event_ref(event)))
		gst_element_post_message(element, gst_navigation_message_new_event(
						 GST_OBJECT(element), event));
	gst_event_unref(event);
}

void gst_yamp_sink_navigation_init(GstNavigationInterface *interface)
{
	interface->send_event_simple = send_event;
}
