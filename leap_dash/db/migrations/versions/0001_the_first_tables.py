"""The first tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import leap_dash.db.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column(
            "former_base_urls",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "org",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("issuer_url", sa.Text(), nullable=True),
        sa.Column("issuer_email", sa.String(length=320), nullable=True),
        sa.Column("issuer_description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["org.id"], name=op.f("fk_org_parent_id_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org")),
        sa.UniqueConstraint("slug", name=op.f("uq_org_slug")),
    )
    with op.batch_alter_table("org", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_org_network_id"), ["network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_org_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("created_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("subject_area", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column(
            "window_started_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=False
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_failures")),
    )
    op.create_table(
        "achievement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("achievement_type", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column(
            "alignments",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("expires_months", sa.Integer(), nullable=True),
        sa.Column("award_mode", sa.String(length=16), nullable=False),
        sa.Column("image_png", sa.LargeBinary(), nullable=True),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("created_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_achievement_org_id_org")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_achievement_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement")),
        sa.UniqueConstraint("org_id", "slug", name=op.f("uq_achievement_org_id_slug")),
    )
    with op.batch_alter_table("achievement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_achievement_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "audit_event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=320), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column(
            "detail",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_audit_event_org_id_org")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_org_id"), ["org_id"], unique=False)

    op.create_table(
        "cohort",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_cohort_org_id_org")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_cohort_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint(
            "org_id", "programme_id", "code", name=op.f("uq_cohort_org_id_programme_id_code")
        ),
    )
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "course",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_course_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_course_programme_id_code")),
    )
    op.create_table(
        "identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=320), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_identity_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint(
            "kind", "issuer", "subject", name=op.f("uq_identity_kind_issuer_subject")
        ),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_person_id"), ["person_id"], unique=False)

    op.create_table(
        "learner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("given_name", sa.String(length=500), nullable=True),
        sa.Column("family_name", sa.String(length=500), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_learner_org_id_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner")),
        sa.UniqueConstraint("org_id", "key", name=op.f("uq_learner_org_id_key")),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_session")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_session_expires", ["expires_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sign_in_session_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "status_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_status_list_org_id_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_list")),
        sa.UniqueConstraint(
            "org_id", "purpose", "number", name=op.f("uq_status_list_org_id_purpose_number")
        ),
    )
    op.create_table(
        "award_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("achievement_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=True),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("requested_by", sa.String(length=320), nullable=False),
        sa.Column("evaluated", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("already", sa.Integer(), nullable=False),
        sa.Column(
            "failed",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("stopped_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["achievement_id"],
            ["achievement.id"],
            name=op.f("fk_award_batch_achievement_id_achievement"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_award_batch_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_award_batch_org_id_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_batch")),
    )
    with op.batch_alter_table("award_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_award_batch_achievement_id"), ["achievement_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_award_batch_state"), ["state"], unique=False)

    op.create_table(
        "criteria_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("achievement_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "rule",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("created_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["achievement_id"],
            ["achievement.id"],
            name=op.f("fk_criteria_rule_achievement_id_achievement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_rule")),
        sa.UniqueConstraint(
            "achievement_id", "version", name=op.f("uq_criteria_rule_achievement_id_version")
        ),
    )
    op.create_table(
        "learner_identifier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("value", sa.String(length=320), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_learner_identifier_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["org.id"], name=op.f("fk_learner_identifier_org_id_org")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner_identifier")),
        sa.UniqueConstraint(
            "org_id", "source", "value", name=op.f("uq_learner_identifier_org_id_source_value")
        ),
    )
    with op.batch_alter_table("learner_identifier", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_learner_identifier_learner_id"), ["learner_id"], unique=False
        )
        batch_op.create_index("ix_learner_identifier_value", ["org_id", "value"], unique=False)

    op.create_table(
        "learning_outcome",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_learning_outcome_course_id_course")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_outcome")),
        sa.UniqueConstraint("course_id", "code", name=op.f("uq_learning_outcome_course_id_code")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_membership_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_membership_org_id_org")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "person_id", "org_id", "role", name=op.f("uq_membership_person_id_org_id_role")
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_org_id"), ["org_id"], unique=False)

    op.create_table(
        "section",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("progress_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_section_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_section_course_id_course")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("cohort_id", "course_id", name=op.f("uq_section_cohort_id_course_id")),
    )
    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_section_course_id"), ["course_id"], unique=False)

    op.create_table(
        "skill_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("skill", sa.String(length=100), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_skill_record_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_skill_record_recorded_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_record")),
    )
    with op.batch_alter_table("skill_record", schema=None) as batch_op:
        batch_op.create_index("ix_skill_record_learner", ["learner_id", "skill"], unique=False)

    op.create_table(
        "activity_week",
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("active_days", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_activity_week_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_activity_week_section_id_section")
        ),
        sa.PrimaryKeyConstraint("section_id", "learner_id", "week", name=op.f("pk_activity_week")),
    )
    with op.batch_alter_table("activity_week", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_week_learner_id"), ["learner_id"], unique=False
        )

    op.create_table(
        "award",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("achievement_id", sa.Uuid(), nullable=False),
        sa.Column("criteria_rule_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("renewal", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column(
            "trace",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("decided_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=320), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("status_list_id", sa.Uuid(), nullable=True),
        sa.Column("status_index", sa.Integer(), nullable=True),
        sa.Column("unsigned", sa.Text(), nullable=True),
        sa.Column("credential", sa.Text(), nullable=True),
        sa.Column("key_id", sa.String(length=128), nullable=True),
        sa.Column("issued_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("valid_until", leap_dash.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["achievement_id"], ["achievement.id"], name=op.f("fk_award_achievement_id_achievement")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["award_batch.id"], name=op.f("fk_award_batch_id_award_batch")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_award_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["criteria_rule_id"],
            ["criteria_rule.id"],
            name=op.f("fk_award_criteria_rule_id_criteria_rule"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_award_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_award_org_id_org")),
        sa.ForeignKeyConstraint(
            ["status_list_id"], ["status_list.id"], name=op.f("fk_award_status_list_id_status_list")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint(
            "achievement_id",
            "learner_id",
            "renewal",
            name=op.f("uq_award_achievement_id_learner_id_renewal"),
        ),
        sa.UniqueConstraint(
            "status_list_id", "status_index", name=op.f("uq_award_status_list_id_status_index")
        ),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index("ix_award_of_batch", ["batch_id", "state"], unique=False)
        batch_op.create_index("ix_award_org_issued", ["org_id", "issued_at"], unique=False)

    op.create_table(
        "enrollment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("enrolled_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("final_result", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_enrollment_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_enrollment_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollment")),
        sa.UniqueConstraint(
            "section_id", "learner_id", name=op.f("uq_enrollment_section_id_learner_id")
        ),
    )
    with op.batch_alter_table("enrollment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrollment_learner_id"), ["learner_id"], unique=False)

    op.create_table(
        "line_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("maximum", sa.Double(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("counts_from", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("maximum >= 0", name=op.f("ck_line_item_maximum")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_line_item_weight")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_line_item_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_item")),
        sa.UniqueConstraint(
            "section_id", "source_key", name=op.f("uq_line_item_section_id_source_key")
        ),
    )
    with op.batch_alter_table("line_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_line_item_counts_from"), ["counts_from"], unique=False)

    op.create_table(
        "outcome_result",
        sa.Column("learning_outcome_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("achieved_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_outcome_result_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["learning_outcome_id"],
            ["learning_outcome.id"],
            name=op.f("fk_outcome_result_learning_outcome_id_learning_outcome"),
        ),
        sa.PrimaryKeyConstraint(
            "learning_outcome_id", "learner_id", name=op.f("pk_outcome_result")
        ),
    )
    with op.batch_alter_table("outcome_result", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcome_result_learner_id"), ["learner_id"], unique=False
        )

    op.create_table(
        "approval",
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("approved_by", sa.String(length=320), nullable=False),
        sa.Column("approved_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_approval_award_id_award"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("award_id", "role", name=op.f("pk_approval")),
    )
    op.create_table(
        "progress",
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.Column("weight_due", sa.Double(), nullable=False),
        sa.Column("points_due", sa.Double(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=True),
        sa.Column("active_weeks", sa.Integer(), nullable=False),
        sa.Column("last_activity_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrollment_id"],
            ["enrollment.id"],
            name=op.f("fk_progress_enrollment_id_enrollment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("enrollment_id", name=op.f("pk_progress")),
    )
    op.create_table(
        "progress_category",
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.Column("weight_due", sa.Double(), nullable=False),
        sa.Column("points_due", sa.Double(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrollment_id"],
            ["enrollment.id"],
            name=op.f("fk_progress_category_enrollment_id_enrollment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "category", name=op.f("pk_progress_category")),
    )
    op.create_table(
        "result",
        sa.Column("line_item_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.Column("carried_over", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_result_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["line_item_id"], ["line_item.id"], name=op.f("fk_result_line_item_id_line_item")
        ),
        sa.PrimaryKeyConstraint("line_item_id", "learner_id", name=op.f("pk_result")),
    )
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.create_index("ix_result_learner", ["learner_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.drop_index("ix_result_learner")

    op.drop_table("result")
    op.drop_table("progress_category")
    op.drop_table("progress")
    op.drop_table("approval")
    with op.batch_alter_table("outcome_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_result_learner_id"))

    op.drop_table("outcome_result")
    with op.batch_alter_table("line_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_line_item_counts_from"))

    op.drop_table("line_item")
    with op.batch_alter_table("enrollment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrollment_learner_id"))

    op.drop_table("enrollment")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index("ix_award_org_issued")
        batch_op.drop_index("ix_award_of_batch")
        batch_op.drop_index(batch_op.f("ix_award_learner_id"))
        batch_op.drop_index(batch_op.f("ix_award_cohort_id"))

    op.drop_table("award")
    with op.batch_alter_table("activity_week", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_week_learner_id"))

    op.drop_table("activity_week")
    with op.batch_alter_table("skill_record", schema=None) as batch_op:
        batch_op.drop_index("ix_skill_record_learner")

    op.drop_table("skill_record")
    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_section_course_id"))

    op.drop_table("section")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_org_id"))
        batch_op.drop_index(batch_op.f("ix_membership_learner_id"))

    op.drop_table("membership")
    op.drop_table("learning_outcome")
    with op.batch_alter_table("learner_identifier", schema=None) as batch_op:
        batch_op.drop_index("ix_learner_identifier_value")
        batch_op.drop_index(batch_op.f("ix_learner_identifier_learner_id"))

    op.drop_table("learner_identifier")
    op.drop_table("criteria_rule")
    with op.batch_alter_table("award_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_batch_state"))
        batch_op.drop_index(batch_op.f("ix_award_batch_achievement_id"))

    op.drop_table("award_batch")
    op.drop_table("status_list")
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_person_id"))
        batch_op.drop_index("ix_sign_in_session_expires")

    op.drop_table("sign_in_session")
    op.drop_table("learner")
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_person_id"))

    op.drop_table("identity")
    op.drop_table("course")
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_programme_id"))

    op.drop_table("cohort")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_org_id"))

    op.drop_table("audit_event")
    with op.batch_alter_table("achievement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_achievement_programme_id"))

    op.drop_table("achievement")
    op.drop_table("sign_in_failures")
    op.drop_table("programme")
    op.drop_table("person")
    with op.batch_alter_table("org", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_org_parent_id"))
        batch_op.drop_index(batch_op.f("ix_org_network_id"))

    op.drop_table("org")
    op.drop_table("installation")
